"""What is the PD of each account? The Scoring page."""
