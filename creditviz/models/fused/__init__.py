"""Models in which a network describes and trees decide."""
