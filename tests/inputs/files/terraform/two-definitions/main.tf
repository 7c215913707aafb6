resource "aws_ecs_task_definition" "blue" {
  family                   = "web"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  container_definitions    = jsonencode([{ name = "web", image = "web" }])
}
resource "aws_ecs_task_definition" "green" {
  family                   = "web"
  cpu                      = 1024
  memory                   = 2048
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  container_definitions    = jsonencode([{ name = "web", image = "web" }])
}
resource "aws_ecs_service" "blue" {
  name            = "blue"
  task_definition = aws_ecs_task_definition.blue.arn
  desired_count   = 1
  launch_type     = "FARGATE"
}
resource "aws_ecs_service" "green" {
  name            = "green"
  task_definition = aws_ecs_task_definition.green.arn
  desired_count   = 2
  launch_type     = "FARGATE"
}
