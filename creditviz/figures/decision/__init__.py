"""Figures of the decision: what moves with the cut-off, and the grades."""
