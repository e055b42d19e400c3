"""Where do we cut, and what does it cost? Cards of the decision."""
