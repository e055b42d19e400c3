"""How a file comes in and goes out: read once, kept whole."""
