resource "aws_ecs_task_definition" "jobs" {
  family                   = "jobs"
  cpu                      = "2 vCPU"
  memory                   = "4 GB"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  container_definitions    = file("${path.module}/containers.json")
}
resource "aws_ecs_service" "jobs" {
  name            = "jobs"
  task_definition = aws_ecs_task_definition.jobs.arn
  desired_count   = 8
  capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = 1
  }
}
