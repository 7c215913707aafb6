locals {
  services = { orders = 1, mails = 2 }
}
resource "aws_ecs_task_definition" "this" {
  for_each                 = local.services
  family                   = each.key
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  container_definitions    = jsonencode([{ name = each.key, image = each.key }])
}
resource "aws_ecs_service" "this" {
  for_each        = local.services
  name            = each.key
  task_definition = aws_ecs_task_definition.this[each.key].arn
  desired_count   = each.value
  launch_type     = "FARGATE"
}
