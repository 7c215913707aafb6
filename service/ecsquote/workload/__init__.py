"""WHAT RUNS: ECS task and service definitions as AWS spells them, and their load through the month."""
