"""How planned instances are bought: in which zone and Spot pool, and which of them On-Demand."""
