"""One version of the price catalog in memory: one answer to a question, or an error."""
