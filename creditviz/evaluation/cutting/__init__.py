"""What a cut-off does: who is approved, what is earned, and for whom."""
