"""The instances of a month: planned as a team would run them, or packed perfectly."""
