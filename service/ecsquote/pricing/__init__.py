"""What things cost: prices, meters, instance types, and catalog versions."""
