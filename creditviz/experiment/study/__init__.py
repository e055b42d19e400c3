"""A study of samplers: whether sampling helps, and how much of it."""
