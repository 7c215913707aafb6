"""What a workload costs: pure computation without clock, network or disk."""
