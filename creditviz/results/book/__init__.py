"""What a book is like."""
