"""Does it rank, and are the PDs right? The Performance page."""
