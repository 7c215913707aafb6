"""What commands read: files, git revisions, kept quotes, and the options they share."""
