"""Figures of synthetic rows beside real ones, and of what they help."""
