"""Figures of performance: how well a model ranks, how right its PDs are, and where."""
