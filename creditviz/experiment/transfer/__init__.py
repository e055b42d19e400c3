"""A transfer, method by method, and studies of transfers."""
