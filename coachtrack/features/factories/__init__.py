"""Organisations, their factories and the provinces they lie in."""

from coachtrack.features.factories import words as words
