"""Figures of the explanation: what moves a score, and where a network looked."""
