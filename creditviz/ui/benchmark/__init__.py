"""Is the difference real? The Benchmark page."""
