"""Are the synthetic defaulters like real ones, and do they help? The Balancing page."""
