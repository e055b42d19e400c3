"""Synthetic defaulters, and whether they are like real ones."""
