"""What makes the documents; see `docs/generate.py`."""
