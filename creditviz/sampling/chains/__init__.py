"""Generators that draw a row column by column."""
