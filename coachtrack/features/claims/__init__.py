"""Figures published elsewhere, as printed, with their sources."""
