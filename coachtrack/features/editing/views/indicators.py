"""The library of indicators: adding one, and changing what is counted as a new version."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coachtrack.domain.types import Better, Kind
from coachtrack.features.editing.flow import Setting, add, change
from coachtrack.features.editing.forms.indicators import IndicatorForm, NewIndicatorForm
from coachtrack.features.editing.views.blueprint import bp
from coachtrack.features.editing.views.engagements import Way
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.entries import IndicatorEntry
from coachtrack.features.indicators.sentences import name_of
from coachtrack.features.indicators.sheets import indicator_entry
from coachtrack.kit import formats
from coachtrack.kit.permissions import Permission, or_404, requires
from coachtrack.kit.transactions import commits

#: So many engagements are named that count by a version.
MOST_NAMED = 12
#: A new indicator, before anything is typed: a part of what was inspected, in percent.
BLANK = IndicatorEntry("", 1, "", "", Kind.PROPORTION, "", "", "", "", "%", 100.0, 1, Better.LOWER)


@bp.route("/indicators/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_ADD)
@commits
def new_indicator() -> ResponseReturnValue:
    """Add an indicator to the library."""
    index = url_for("indicators.library")
    setting = Setting(_("New indicator"), [(_("Indicators"), index)], index, _indicator_page)
    form = NewIndicatorForm()
    form.library = {row.indicator.code: indicator_entry(row) for row in indicators.library()}
    return add(form, BLANK, setting)


@bp.route("/indicators/<code>/edit", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_ADD)
@commits
def edit_indicator(code: str) -> ResponseReturnValue:
    """Correct the words of an indicator, or count it differently from now on."""
    versions = indicators.versions_of(code)
    latest = or_404(next(iter(versions), None))
    stored = indicator_entry(latest)
    form = IndicatorForm()
    form.following = latest.version + 1
    intro = [_("Version %(number)s", number=latest.version)]
    numbers = {"number": form.following, "stored": latest.version}
    if latest.indicator.built_in and latest.version == 1:
        del form.wording
        told = _(
            "It came with CoachTrack and stays as it is everywhere, so what you change becomes"
            " version %(number)s. Readings stored so far stay under version %(stored)s, and figures"
            " of different versions are not compared.",
            **numbers,
        )
        intro.append(told)
    else:
        form.wording.description = _(
            "Tick it when the words of numerator or denominator are only spelled or translated"
            " better. Otherwise they become version %(number)s, as kind, unit, factor and what is"
            " better always do. Readings stored so far stay under version %(stored)s, and figures"
            " of different versions are not compared.",
            **numbers,
        )
    numbers_of = indicators.counting_by(latest.indicator, g.person)
    index, page = url_for("indicators.library"), _indicator_page(stored)
    setting = Setting(
        _("Change %(name)s", name=name_of(latest)),
        [(_("Indicators"), index), (stored.code, page)],
        page,
        _indicator_page,
        intro=" · ".join(intro),
        naming=[_counting(*each) for each in groupby(numbers_of, itemgetter(0))],
    )
    return change(form, stored, setting)


def _counting(version: int, found: Iterable[tuple[int, str]]) -> tuple[str, Way]:
    """How many engagements under way count by a version, and the first of them."""
    codes = [code for _version, code in found]
    sentence = ngettext(
        "%(n)s running engagement counts by version %(number)s and stays with it, so that its"
        " figures before and after compare:",
        "%(n)s running engagements count by version %(number)s and stay with it, so that their"
        " figures before and after compare:",
        len(codes),
        n=formats.integer(len(codes)),
        number=version,
    )
    pages = [(code, url_for("dashboards.engagement", code=code)) for code in codes[:MOST_NAMED]]
    return sentence, pages


def _indicator_page(entry: Any) -> str:
    return url_for("indicators.indicator", code=entry.code)
