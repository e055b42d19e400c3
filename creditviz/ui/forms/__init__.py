"""What forms share: fields of settings, words, rows of a table that are chosen."""
