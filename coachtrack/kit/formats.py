"""Placeholder (overwrite this file)."""
