"""AWS's rows as meters, one file per family of services."""
