"""Networks that read the months in their order."""
