"""The command line: one file per command in `commands/`, and what several of them share."""
