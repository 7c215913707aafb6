"""One file a feed; the only code that talks to AWS."""
