resource "aws_db_instance" "main" {
  instance_class = "db.t4g.micro"
  password       = "sesame"
}
resource "aws_ecs_cluster" "empty" {
  name = "empty"
}
