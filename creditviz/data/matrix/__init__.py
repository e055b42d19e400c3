"""How a raw table becomes the matrix that a model reads."""
