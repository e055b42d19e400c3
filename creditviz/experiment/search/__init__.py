"""A search of settings, trial by trial."""
