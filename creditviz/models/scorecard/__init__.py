"""A logistic regression on binned columns, and how the bins are found."""
