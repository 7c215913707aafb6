"""The translation table: one row for each Terraform type, by the service it belongs to."""
