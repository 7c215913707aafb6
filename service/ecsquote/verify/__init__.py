"""Every line of a quote against AWS's own calculator."""
