"""Networks: torch blocks and the one training loop. The only room that imports torch at module level."""
