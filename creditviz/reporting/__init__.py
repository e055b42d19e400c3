"""Cards and tiles: what a page or a pack shows, written from the data, knowing no page."""
