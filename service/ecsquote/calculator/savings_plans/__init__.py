"""Savings Plans: which usage they cover, what they cost, and what they are called."""
