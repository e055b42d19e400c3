"""A file of applicants scored by a run: rows, reasons, what the file held, its summary."""
