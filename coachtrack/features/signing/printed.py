"""A paper that was signed, beside the figures as they are: whether it is about these.

The digest as it is printed tells, for it is that of the figures of the moment of printing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from coachtrack.features.indicators.models import Reading
from coachtrack.features.indicators.sentences import counts_shown
from coachtrack.features.signing import queries
from coachtrack.features.signing.page import Line
from coachtrack.kit import formats
from coachtrack.kit.characters import visible

#: So many characters of a digest are typed from a paper at least.
SHORTEST = 8
#: So many readings are named that were saved since.
MOST_NAMED = 5


def digests_in(typed: str) -> list[str]:
    """The beginnings of digests in what somebody typed."""
    parted = visible(typed).lower().replace(",", " ").replace(";", " ").split()
    return [found for part in parted if (found := part.strip(".…"))]


def lines_with(digest: str, lines: Sequence[Line]) -> list[Line]:
    """The lines whose digest begins like this."""
    return [line for line in lines if line.digest.startswith(digest)]


def difference(digest: str, others: Sequence[Line], on: date, time_zone: str) -> str:
    """Why a digest on a paper is that of none of the figures as they are now.

    `others`: what may have been meant. `on`: the day on the paper.
    """
    told = [
        _(
            "“%(digest)s” is the digest of none of these figures as they are now: they were"
            " changed after the paper was printed, or it is another paper.",
            digest=digest,
        )
    ]
    told += [_("Now: %(figures)s.", figures=_figures(line)) for line in others]
    since = queries.saved_since([line.view.measure.id for line in others], on, time_zone)
    if since:
        named = "; ".join(_reading(row) for row in since[:MOST_NAMED])
        more = " …" if since[MOST_NAMED:] else ""
        told.append(
            _("Readings saved after the day on the paper: %(readings)s.", readings=named + more)
        )
    told.append(
        _("Put the figures right, or print the paper anew and let both sides sign that one.")
    )
    return " ".join(told)


def _figures(line: Line) -> str:
    sides = (
        f"{name} {line.figure(side)}, {formats.span(window.start, window.end)}"
        for name, side, window in line.sides
    )
    return f"{line.name}: {'; '.join(sides)}"


def _reading(row: Reading) -> str:
    counted = counts_shown(row.numerator, row.denominator) or formats.number(row.value)
    figures = _("Withdrawn, not counted") if row.withdrawn else counted
    return f"{formats.span(row.from_on, row.to_on)}: {figures}"
