"""Quotes kept and shown."""
