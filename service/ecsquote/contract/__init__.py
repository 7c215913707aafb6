"""The documents that the API answers with, one file per resource; the client and the charts read the same types."""
