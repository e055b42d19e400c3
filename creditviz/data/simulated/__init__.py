"""Simulated books: nobody's data, and a truth that is known."""
