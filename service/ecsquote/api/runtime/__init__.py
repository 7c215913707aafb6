"""The parts of a running server: catalog cache, quote writer, refresh scheduler, authorization and deadlines."""
