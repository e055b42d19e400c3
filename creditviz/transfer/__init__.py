"""Models that carry an old product's outcomes to a new product."""
