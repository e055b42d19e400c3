"""Networks to which every column of a row is a field."""
