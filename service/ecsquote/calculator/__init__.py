"""WHAT THE WORKLOAD COSTS: pure, no clock, no network, no disk."""
