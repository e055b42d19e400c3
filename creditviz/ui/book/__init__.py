"""Is this book fit for modelling? The Data page."""
