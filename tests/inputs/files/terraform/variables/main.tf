variable "size" {
  type    = object({ cpu = number, memory = number })
  default = { cpu = 1024, memory = 2048 }
}
variable "tasks" {
  default = 2
}
variable "password" {
  default   = "sesame"
  sensitive = true
}
resource "aws_ecs_task_definition" "api" {
  family                   = "api"
  cpu                      = var.size.cpu
  memory                   = var.size.memory
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  container_definitions    = jsonencode([{ name = "api", image = "api" }])
}
resource "aws_ecs_service" "api" {
  name            = "api"
  task_definition = aws_ecs_task_definition.api.arn
  desired_count   = var.tasks
  launch_type     = "FARGATE"
}
