"""One file per feed; the only code that talks to AWS."""
