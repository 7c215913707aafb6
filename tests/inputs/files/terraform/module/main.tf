module "web" {
  source = "./service"
  name   = "web"
  tasks  = 4
}
