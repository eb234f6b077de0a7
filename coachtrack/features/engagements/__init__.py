"""Engagements: one factory coached in one batch, and what happened meanwhile."""

from coachtrack.features.engagements import words as words
