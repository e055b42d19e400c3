"""Why this applicant."""
