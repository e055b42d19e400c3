"""Why this applicant? Cards of the explanation."""
