"""What a column means by its name: a small dictionary of credit terms, and pairs that are made with it."""
