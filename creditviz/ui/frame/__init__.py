"""The frame of every page: brand, look, address, tabs, the way."""
