"""What the features above know of readings, to be said beside them in lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators.models import Reading

#: Of some readings of an engagement, by identity, a sentence about those that it concerns.
Remark = Callable[[Engagement, Sequence[Reading]], Mapping[int, str]]

_remarks: list[Remark] = []


def says(remark: Remark) -> Remark:
    """A feature has something to say of readings."""
    _remarks.append(remark)
    return remark


def remarks(engagement: Engagement, rows: Sequence[Reading]) -> dict[int, list[str]]:
    """What is said of these readings."""
    found: dict[int, list[str]] = defaultdict(list)
    for remark in _remarks:
        for reading, sentence in remark(engagement, rows).items():
            found[reading].append(sentence)
    return found
