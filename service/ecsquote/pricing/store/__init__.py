"""Catalog versions on disk and in object storage."""
