"""One file a command: what it is called with, its help and what it refuses unseen; what it does is imported to run."""
