"""From an estate to quote requests: which resources make a service, what surrounds it, and what is left."""
