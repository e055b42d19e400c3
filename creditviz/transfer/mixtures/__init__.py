"""Transfer methods that put several models' log-odds together."""
