"""The REST API: one file per resource, with what wraps requests in `middleware`, `http` and `runtime`."""
