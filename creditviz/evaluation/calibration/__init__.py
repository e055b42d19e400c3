"""Are the PDs right: calibrations, their summary, tests by grade, and groups whose PDs are off."""
