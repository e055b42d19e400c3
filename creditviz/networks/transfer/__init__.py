"""Networks that two products share."""
