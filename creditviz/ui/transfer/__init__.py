"""Can an old product's model serve a new product? The Transfer page."""
