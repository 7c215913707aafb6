"""One file per command: its options and help, what it refuses, and what it does, whose imports wait until it runs."""
