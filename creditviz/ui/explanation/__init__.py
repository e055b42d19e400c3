"""Why this applicant? The Explanation page."""
