"""Whether synthetic rows are like real ones, and whether they copy anyone."""
