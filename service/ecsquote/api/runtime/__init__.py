"""What a running server holds: the catalog, the quote writer, the refresh scheduler."""
