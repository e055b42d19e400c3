"""The sections of a pack, one question each."""
