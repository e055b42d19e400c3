"""The form of the Transfer page: two books, their pairs, the divider, the methods."""
