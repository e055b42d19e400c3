"""What the columns of a book mean, guessed and corrected."""
