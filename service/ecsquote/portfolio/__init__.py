"""Portfolios: an estate of many services, each priced as if it were quoted alone, by columns rather than one by one."""
