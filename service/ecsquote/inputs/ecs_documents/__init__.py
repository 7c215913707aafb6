"""AWS's own documents: what the ECS API takes and what `aws ecs describe-…` prints, one or many."""
