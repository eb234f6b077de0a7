"""Signing: figures of before and after, confirmed by both sides and frozen from then on."""

from coachtrack.features.signing import marks as marks
from coachtrack.features.signing import words as words
