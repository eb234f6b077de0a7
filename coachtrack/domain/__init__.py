"""The arithmetic of improvement: pure, without Flask and without a database (docs/method.md)."""

from coachtrack.domain.comparison import compare

__all__ = ["compare"]
