"""What the store keeps, shelf by shelf: tables and rows, the chain of who did what, decisions, looks, sums, people."""
