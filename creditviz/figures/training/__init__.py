"""Figures of work: a model's epochs, a search's trials."""
