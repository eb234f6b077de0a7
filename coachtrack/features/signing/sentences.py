"""Who signed what and when, in words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.indicators.overview import Headline
from coachtrack.features.signing.models import Cause, Part, Party, Statement
from coachtrack.features.signing.queries import Given
from coachtrack.kit import formats
from coachtrack.kit.words import word

NOT_SIGNED = {
    Part.BASELINE: _l("Baseline not signed"),
    Part.CLOSING: _l("Closing result not signed"),
}
WAITING = {
    (Part.BASELINE, Party.FACTORY): _l(
        "Baseline signed by %(name)s on %(day)s, not yet by the factory"
    ),
    (Part.BASELINE, Party.CONSULTANT): _l(
        "Baseline signed by %(name)s on %(day)s, not yet by the consultants"
    ),
    (Part.CLOSING, Party.FACTORY): _l(
        "Closing result signed by %(name)s on %(day)s, not yet by the factory"
    ),
    (Part.CLOSING, Party.CONSULTANT): _l(
        "Closing result signed by %(name)s on %(day)s, not yet by the consultants"
    ),
}
SIGNED = {
    (Part.BASELINE, False): _l("Baseline signed on %(day)s by %(names)s"),
    (Part.BASELINE, True): _l("Baseline signed on paper on %(day)s by %(names)s"),
    (Part.CLOSING, False): _l("Closing result signed on %(day)s by %(names)s"),
    (Part.CLOSING, True): _l("Closing result signed on paper on %(day)s by %(names)s"),
}


def standing_told(given: Given | None, part: Part) -> str:
    """Whether a part of a measure is signed, by whom and when."""
    if given is None:
        return str(NOT_SIGNED[part])
    # The factory first.
    names = [given.names[party] for party in Party if party in given.names]
    day = formats.day(given.on)
    if given.whole:
        named = _("%(first)s and %(second)s", first=names[0], second=names[1])
        return str(SIGNED[part, given.on_paper]) % {"day": day, "names": named}
    missing = next(party for party in Party if party not in given.names)
    return str(WAITING[part, missing]) % {"name": names[0], "day": day}


def signatures_told(line: Headline) -> str:
    """Of how many factories both sides signed what was counted before, and the closing result.

    Empty where nothing was counted.
    """
    told = [_baselines_told(line.signed, line.baselines)]
    if line.closed:
        told.append(
            _(
                "%(k)s of %(n)s closing results are signed by both sides.",
                k=formats.number(line.closed),
                n=formats.number(line.closings),
            )
        )
    return " ".join(filter(None, told))


def _baselines_told(signed: int, baselines: int) -> str:
    if not baselines:
        return ""
    if not signed:
        return _("No baseline is signed by both sides yet, so each of them may still be corrected.")
    if signed == baselines:
        return _("Every baseline is signed by both sides, and stays as it is.")
    return _(
        "%(k)s of %(n)s baselines are signed by both sides and stay as they are; the others may"
        " still be corrected.",
        k=formats.number(signed),
        n=formats.number(baselines),
    )


def voided_told(row: Statement, time_zone: str) -> str:
    """When and why what was signed ceased to hold."""
    assert row.voided_at is not None
    assert row.cause is not None
    day = formats.day(row.voided_at.astimezone(ZoneInfo(time_zone)).date())
    # Another reason than those listed is told by itself.
    named = "" if row.cause == Cause.OTHER else word(row.cause)
    why = ": ".join(filter(None, (named, row.reason)))
    if row.voided_by:
        by = row.voided_by
        return _("Opened for a correction on %(day)s by %(by)s: %(why)s", day=day, by=by, why=why)
    return _("Void since %(day)s: %(why)s", day=day, why=why)
