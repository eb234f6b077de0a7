"""The library of indicators: adding one, and changing what is counted as a new version."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from coachtrack.domain.types import Kind
from coachtrack.features.editing import removal
from coachtrack.features.editing.flow import Setting, add, change
from coachtrack.features.editing.forms.indicators import IndicatorForm, NewIndicatorForm
from coachtrack.features.editing.views.blueprint import bp
from coachtrack.features.editing.views.removing import Removal, Way, remove
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.entries import WORDS, IndicatorEntry
from coachtrack.features.indicators.sentences import name_of
from coachtrack.features.indicators.sheets import indicator_entry
from coachtrack.features.signing.queries import signed_under
from coachtrack.kit import formats
from coachtrack.kit.permissions import Permission, or_404, requires
from coachtrack.kit.transactions import commits
from coachtrack.kit.words import word

#: So many engagements are named that count by a version.
MOST_NAMED = 12
#: As the library has it of the levels that came with it.
LEVEL_UNIT = "level 0–5"
#: What is said of each kind where one is chosen.
KINDS: dict[Kind, LazyString] = {
    Kind.PROPORTION: _l("A part of what was inspected, such as defective pieces."),
    Kind.RATE: _l("Events over a time or a quantity, such as claims per 100 shipments."),
    Kind.RATIO: _l("One quantity divided by another, such as pieces per hour."),
    Kind.SCORE: _l("Points of the possible ones, such as a 5S audit."),
    Kind.VALUE: _l("Known only as a number, such as a lead time in days."),
    Kind.LEVEL: _l("A step from 0 to 5 on a named scale. It is shown, and never averaged."),
}
#: Kinds that are counted in percent as a rule.
IN_PERCENT = (Kind.PROPORTION, Kind.SCORE)


@bp.route("/indicators/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_ADD)
@commits
def new_indicator() -> ResponseReturnValue:
    """Add an indicator to the library, of a kind that is chosen first."""
    index, asked = url_for("indicators.library"), request.args.get("kind", "")
    way = [(_("Indicators"), index)]
    if asked not in set(Kind):
        return render_template("editing/choose_kind.html", kinds=KINDS, way=way)
    kind = Kind(asked)
    setting = Setting(
        _("New indicator"),
        way,
        index,
        _indicator_page,
        intro=f"{word(kind)}: {KINDS[kind]}",
        tools=[(_("Another kind"), url_for(".new_indicator"))],
    )
    form = NewIndicatorForm()
    form.ask_for(kind)
    form.library = {row.indicator.code: indicator_entry(row) for row in indicators.library()}
    return add(form, _blank(kind), setting)


def _blank(kind: Kind) -> IndicatorEntry:
    """A new indicator before anything is typed, as is usual of its kind."""
    unit, factor, decimals = ("%", 100.0, 1) if kind in IN_PERCENT else ("", 1.0, 1)
    if kind == Kind.LEVEL:
        unit, decimals = LEVEL_UNIT, 0
    # Which way is better is chosen by whoever knows what is counted.
    better: Any = None
    return IndicatorEntry("", 1, "", "", kind, "", "", "", "", unit, factor, decimals, better)


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
    if signed_under(stored.code, stored.version):
        form.counted = WORDS
        intro.append(_("Figures are signed in its words, so other words become another version."))
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


@bp.route("/indicators/<code>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_ADD)
@commits
def remove_indicator(code: str) -> ResponseReturnValue:
    """Take an indicator away that was added by mistake; one that is tracked stays."""
    latest = or_404(next(iter(indicators.versions_of(code)), None))
    found, name = latest.indicator, name_of(latest)

    def stays() -> str:
        if found.built_in:
            return _("It stays: it came with CoachTrack.")
        if indicators.is_tracked(found):
            return _("It stays: engagements track it. Remove these measures first.")
        return ""

    index, page = url_for("indicators.library"), _indicator_page(found)
    what = Removal(
        title=_("Remove the indicator"),
        name=name,
        about=[name, found.code],
        way=[(_("Indicators"), index), (found.code, page)],
        back=page,
        then=index,
        told=[
            _("No engagement tracks it. Once removed it is gone for good, with all its versions.")
        ],
        stays=stays,
    )
    return remove(what, lambda: removal.remove_indicator(found))


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
