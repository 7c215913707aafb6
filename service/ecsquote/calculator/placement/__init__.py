"""Tasks → Fargate sizes, tasks → instances, and the bound that proves how good a fleet is."""
