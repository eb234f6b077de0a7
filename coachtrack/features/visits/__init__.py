"""Visits: a day in the factory."""

from coachtrack.features.visits import words as words
