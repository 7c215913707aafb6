"""Terraform and OpenTofu: plans as JSON, and folders of configuration."""
