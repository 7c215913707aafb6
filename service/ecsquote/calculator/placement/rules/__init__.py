"""What ECS allows: which task may run on which instance, and how many instances the rules ask for."""
