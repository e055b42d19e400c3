"""What ranking, PDs and segments were measured to be."""
