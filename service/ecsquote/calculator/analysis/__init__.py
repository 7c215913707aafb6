"""What if: questions about a workload that are answered by quoting changed requests again, never by scaling a bill."""
