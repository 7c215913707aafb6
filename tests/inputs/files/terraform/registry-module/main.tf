module "ecs" {
  source  = "terraform-aws-modules/ecs/aws"
  version = "~> 6.0"
}
