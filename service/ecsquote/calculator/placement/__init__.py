"""Where tasks run on instances: the cheapest fleet that can be found, and a bound that proves how good it is."""
