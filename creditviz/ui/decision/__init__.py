"""Where do we cut, and what does it cost? The Decision page."""
