"""Models against each other, and what was published."""
