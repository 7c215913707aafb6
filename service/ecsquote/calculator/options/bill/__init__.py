"""Fleets as a quote shows them: cost components, the placement with its rows, the split by service."""
