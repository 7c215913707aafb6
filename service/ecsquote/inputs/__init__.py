"""What people have: one reader per format, each returning a quote request."""
