"""What a worker carries out: one file a kind of run."""
