"""A benchmark, fit by fit."""
