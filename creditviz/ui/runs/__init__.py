"""What every page says of runs: which one, how it is called, how far it is, what can be done with it."""
