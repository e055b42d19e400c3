"""What one feature tells of the outcome."""
