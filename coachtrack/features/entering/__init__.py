"""Entering readings by hand: a grid, today's figures on a phone, corrections, the tally sheet."""

from coachtrack.features.entering import words as words
