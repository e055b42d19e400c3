"""Trees and what is boosted of them."""
