"""Fleets that a team would run: one type for each kind of capacity, tasks spread over zones, room to deploy."""
