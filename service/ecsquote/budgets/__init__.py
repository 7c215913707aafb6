"""Budgets and their verdicts: what a workload may cost, and whether a change keeps to it."""
