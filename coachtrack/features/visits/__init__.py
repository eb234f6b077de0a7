"""Visits: a day in the factory."""
