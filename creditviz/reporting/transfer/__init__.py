"""Can an old product's model serve a new product? Cards of transfers."""
