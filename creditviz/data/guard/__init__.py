"""What a file may cost, and the process of its own that reads it."""
