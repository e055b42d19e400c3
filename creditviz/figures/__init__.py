"""Figures: result dataclasses and strings in, plotly figures out; no other room is imported here."""
