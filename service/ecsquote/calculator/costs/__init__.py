"""One file per cost component; `calculator/components.py` lists them."""
