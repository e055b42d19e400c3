"""Generators that are networks."""
