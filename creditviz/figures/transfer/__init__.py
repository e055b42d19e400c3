"""Figures of transfers: two products, their pairs, how methods learned."""
