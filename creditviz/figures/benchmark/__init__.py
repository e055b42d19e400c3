"""Figures of benchmarks: models side by side, and which differences are more than chance."""
