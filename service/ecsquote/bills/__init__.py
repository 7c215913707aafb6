"""Bills: an estimate compared with the cost exports of an account, and usage files made from them."""
