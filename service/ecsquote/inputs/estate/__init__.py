"""The AWS resources that a file describes, in one neutral form whatever tool wrote the file."""
