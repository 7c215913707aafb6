"""WHAT THINGS COST: prices, meters, instance types, and catalog versions."""
