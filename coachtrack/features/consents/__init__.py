"""Consents: a factory says to whom it shows its figures by name, and whether others may be
compared with them.
"""

from coachtrack.features.consents import words as words
