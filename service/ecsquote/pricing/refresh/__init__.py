"""A REFRESH: what the sources say becomes a new catalog version, checked first and put in place whole."""
