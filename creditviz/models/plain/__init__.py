"""Models that read an encoded row as it is."""
