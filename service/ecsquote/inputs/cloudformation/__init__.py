"""CloudFormation templates, SAM templates and what the CDK synthesizes."""
