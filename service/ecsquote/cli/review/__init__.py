"""Pull requests and merge requests, and the comment on them."""
