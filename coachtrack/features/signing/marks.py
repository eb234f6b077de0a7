"""Which readings are signed, said beside them, with the way to the signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import gettext as _

from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators.models import Reading
from coachtrack.features.indicators.remarks import says
from coachtrack.features.signing.queries import Frozen, frozen_in
from coachtrack.kit import formats
from coachtrack.kit.leading import Leading
from coachtrack.kit.words import word


def to_signatures(sentence: str, engagement: str) -> str:
    """A sentence with the way to the signatures of an engagement behind it."""
    return Leading(sentence, _("Signatures"), "signing.index", code=engagement)


def frozen_at(signed: Sequence[Frozen], first: date, last: date) -> Frozen | None:
    """What both sides signed of a period; None where nothing is."""
    for frozen in signed:
        if any(each.start <= first and last <= each.end for each in frozen.windows):
            return frozen
    return None


def signed_told(frozen: Frozen, engagement: str) -> str:
    """That a figure is signed and stays, and how it is corrected."""
    told = _(
        "Both sides signed this figure (%(part)s, %(day)s), so it stays as it is. To correct it,"
        " the consultants first open it under “Signatures”, with the reason.",
        part=word(frozen.part),
        day=formats.day(frozen.on),
    )
    return to_signatures(told, engagement)


def window_told(frozen: Frozen, engagement: str) -> str:
    """In which periods the figures of a measure stay as they are."""
    told = _(
        "Both sides signed the figures of %(periods)s on %(day)s: there they stay as they are.",
        periods="; ".join(formats.span(each.start, each.end) for each in frozen.windows),
        day=formats.day(frozen.on),
    )
    return to_signatures(told, engagement)


@says
def _signed(engagement: Engagement, rows: Sequence[Reading]) -> Mapping[int, str]:
    signed = frozen_in({engagement.code})
    found = {}
    for row in rows:
        key = (engagement.code, row.measure.indicator.code, row.measure.scope)
        frozen = frozen_at(signed.get(key, ()), row.from_on, row.to_on)
        if frozen is not None and not row.withdrawn:
            told = _("Signed by both sides on %(day)s.", day=formats.day(frozen.on))
            found[row.id] = to_signatures(told, engagement.code)
    return found
