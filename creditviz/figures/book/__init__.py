"""Figures of a book: what single features tell of the outcome."""
