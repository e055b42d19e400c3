"""The scorecard and its bins, in words."""
