"""Lines, headers and cells as they were typed, read as what they mean."""
