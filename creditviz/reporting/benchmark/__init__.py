"""Is the difference real? Cards and tables of benchmarks."""
