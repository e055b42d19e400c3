"""Where a cut-off lies, and what it costs."""
