resource "aws_ecs_cluster" "shop" {
  name = "shop"
}
resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  container_definitions    = jsonencode([{ name = "web", image = "web" }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.shop.id
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 2
  launch_type     = "FARGATE"
}
resource "aws_appautoscaling_target" "web" {
  min_capacity       = 2
  max_capacity       = 9
  resource_id        = "service/${aws_ecs_cluster.shop.name}/${aws_ecs_service.web.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
}
