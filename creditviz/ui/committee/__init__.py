"""May we sign? The Committee page."""
