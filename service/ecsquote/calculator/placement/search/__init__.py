"""How a fleet is found: bounds, heuristics and exact methods of integer programming."""
