"""Does it rank: curves, intervals, what the ranking may earn."""
