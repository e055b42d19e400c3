"""Are synthetic defaulters like real ones, do they copy anyone, do they help? Cards of balancing."""
