"""Where do we stand? The Overview."""
