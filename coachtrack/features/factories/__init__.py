"""Organisations, their factories and the provinces they lie in."""
