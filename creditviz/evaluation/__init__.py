"""Judging: curves, calibration and stability of scored rows."""
