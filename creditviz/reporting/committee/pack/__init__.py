"""The committee pack: everything that is known of a run in one file that opens without a network."""
