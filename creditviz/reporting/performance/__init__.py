"""Does it rank, and are the PDs right? Cards of performance."""
