"""Networks that score rows."""
