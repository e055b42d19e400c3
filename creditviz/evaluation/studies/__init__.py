"""What studies say: means over seeds, paired gains, and what the leaky order makes up."""
