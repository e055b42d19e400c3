"""Bins, their weights of evidence, and the card made of them."""
