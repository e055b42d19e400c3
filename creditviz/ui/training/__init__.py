"""Can I build the model? The Training page."""
