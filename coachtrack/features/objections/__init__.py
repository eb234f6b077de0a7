"""Objections: a factory says that a figure about it is wrong, and the consultants answer."""

from coachtrack.features.objections import words as words
