"""Samplers that place rows between neighbours."""
