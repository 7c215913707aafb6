"""What commands write: tables, formats, files and progress."""
