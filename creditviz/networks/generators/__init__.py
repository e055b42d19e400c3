"""Networks that make rows."""
