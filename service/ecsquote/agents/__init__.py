"""Quotes for language models and other agents: tools of the Model Context Protocol over the Python API."""
