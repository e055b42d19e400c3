"""Whether a book is fit for modelling, a finding a check."""
