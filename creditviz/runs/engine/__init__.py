"""What takes queued runs from the store and has them carried out."""
