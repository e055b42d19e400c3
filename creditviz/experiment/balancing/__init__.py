"""A balancing run, step by step: make rows, then judge them."""
