"""A refresh: what the sources report becomes a new catalog version, checked first and written atomically."""
