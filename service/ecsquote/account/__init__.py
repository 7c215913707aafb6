"""What an AWS account runs today: read once, saved without secrets, and quoted from the saved scan."""
