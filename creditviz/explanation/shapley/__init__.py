"""Shapley values, the quickest exact way for each kind of model."""
