"""What is wrong with a document, and where: below every room."""
