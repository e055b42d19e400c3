"""Rules that real accounts keep, and how often synthetic ones break them."""
