"""Adding and changing the measures of an engagement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.editing import removal
from coachtrack.features.editing.choices import suggest_indicators
from coachtrack.features.editing.flow import Setting, add, change, conflict, page
from coachtrack.features.editing.forms.indicators import (
    MeasureForm,
    NewMeasureForm,
    ScopeForm,
    scope_called_before,
    scope_taken,
)
from coachtrack.features.editing.views.blueprint import bp
from coachtrack.features.editing.views.engagements import coached, way_to
from coachtrack.features.editing.views.removing import Removal, remove
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators import actions
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.entries import MeasureEntry
from coachtrack.features.indicators.models import IndicatorVersion, Measure
from coachtrack.features.indicators.sentences import measure_named
from coachtrack.features.indicators.sheets import measure_entry
from coachtrack.features.intake import frozen
from coachtrack.features.objections import queries as objections
from coachtrack.kit.forms import UNUSABLE
from coachtrack.kit.journal.naming import in_history
from coachtrack.kit.permissions import Permission, or_404, requires
from coachtrack.kit.text import alike, clean
from coachtrack.kit.transactions import commits

Definitions = Mapping[str, IndicatorVersion]


@bp.route("/engagements/<code>/measures/new", methods=["GET", "POST"])
@requires(Permission.MEASURE_SET)
@commits
def new_measure(code: str) -> ResponseReturnValue:
    """Track an indicator in an engagement."""
    found = coached(code)
    form = NewMeasureForm()
    suggest_indicators(form.indicator)
    form.definitions = _library()
    keys = indicators.tracked(found)
    spelled = {(indicator, alike(scope)): scope for indicator, scope in keys}
    form.tracked = spelled | {(indicator, scope): scope for indicator, scope in keys}
    former = indicators.former_scopes(found)
    form.former = {(indicator, alike(before)): now for indicator, before, now in former}
    main = indicators.main_measure(found)
    form.main.description = _main_told(main, form.definitions)
    indicator = request.args.get("indicator", "")
    blank = MeasureEntry(found.code, indicator, main=main is None)
    return add(form, blank, _setting(found, _("New measure"), main, form.definitions))


@bp.route("/engagements/<code>/measures/edit", methods=["GET", "POST"])
@requires(Permission.MEASURE_SET)
@commits
def edit_measure(code: str) -> ResponseReturnValue:
    """Change how an indicator is tracked; indicator and scope stand in the address."""
    found = coached(code)
    measure = _addressed(found)
    form = MeasureForm()
    form.definitions = _library()
    form.take_of(*indicators.baseline_of(measure), form.definitions[measure.indicator.code])
    main = indicators.main_measure(found)
    form.main.description = _main_told(main, form.definitions)
    title = _("Change %(name)s", name=_named(measure, form.definitions))
    setting = _setting(found, title, main, form.definitions)
    if measure.main:
        # Another one takes its place; given up here, it would leave none.
        del form.main
        told = _("It is the main measure until another one becomes main.")
        setting = replace(setting, naming=[(told, [])])
    tools = [
        (_("Name the scope otherwise"), _address(".rename_scope", measure)),
        (_("Remove"), _address(".remove_measure", measure)),
        (_("History"), url_for("history.engagement", code=found.code, row=in_history(measure))),
    ]
    setting = replace(setting, tools=tools)
    return change(form, measure_entry(measure), setting)


@bp.route("/engagements/<code>/measures/scope", methods=["GET", "POST"])
@requires(Permission.MEASURE_SET)
@commits
def rename_scope(code: str) -> ResponseReturnValue:
    """Put right what the line or product of a measure is called; its readings stay with it."""
    found = coached(code)
    measure, definitions = _addressed(found), _library()
    form, title = ScopeForm(), _("What the scope is called")
    setting = _setting(found, title, None, definitions)
    setting = replace(setting, intro=f"{_named(measure, definitions)} · {setting.intro}")
    stored = measure_entry(measure)
    if not form.is_submitted():
        form.show(stored)
        form.see(stored)
        return page(form, setting)
    if form.validate():
        if form.is_older_than(stored) and form.scope.data != stored.scope:
            form.see(stored)
            return conflict(form, stored, setting)
        stays = frozen.of_scope(*stored.key)
        if stays and form.scope.data != stored.scope:
            form.say([("scope", stays)])
            return page(form, setting), UNUSABLE
        try:
            actions.rename_scope(measure, form.scope.data)
        except actions.ScopeTaken as taken:
            form.say([("scope", scope_taken(taken.args[0]))])
        except actions.ScopeCalledBefore as former:
            form.say([("scope", scope_called_before(former.args[0]))])
        else:
            flash(_("Saved."), "saved")
            return redirect(url_for("dashboards.engagement", code=code))
    return page(form, setting), UNUSABLE


@bp.route("/engagements/<code>/measures/remove", methods=["GET", "POST"])
@requires(Permission.MEASURE_SET)
@commits
def remove_measure(code: str) -> ResponseReturnValue:
    """Take a measure away that was added by mistake; what was measured or objected to stays."""
    found = coached(code)
    measure, definitions = _addressed(found), _library()

    def take_away() -> Iterator[str]:
        main = removal.remove_measure(measure)
        if main is not None:
            yield _("%(name)s is the main measure now.", name=_named(main, definitions))

    what = Removal(
        title=_("Remove a measure"),
        name=_named(measure, definitions),
        about=[_named(measure, definitions), found.factory.name],
        way=way_to(found),
        back=_address(".edit_measure", measure),
        then=url_for("dashboards.engagement", code=code),
        told=[*_once_removed(measure, definitions)],
        stays=lambda: _why_it_stays(measure),
        instead=[(_("Readings"), url_for("indicators.readings", code=code))],
        demo=found.programme.demo,
    )
    return remove(what, lambda: [*take_away()])


def _why_it_stays(measure: Measure) -> str:
    if indicators.is_measured(measure):
        return _(
            "This measure has readings, so it stays: what was measured is not lost. Withdraw"
            " readings that were entered by mistake; they then do not count."
        )
    if objections.any_about(measure):
        return _("The factory objected to it, so it stays: what was said is not lost.")
    return ""


def _once_removed(measure: Measure, definitions: Definitions) -> Iterator[str]:
    yield _(
        "Nothing has been measured with it yet. Once removed it is gone for good, with its target."
    )
    following = indicators.next_main(measure)
    if following is None:
        yield _("It is the only measure: the engagement then has none until another one is added.")
    elif measure.main:
        name = _named(following, definitions)
        yield _("It is the main measure; %(name)s takes its place.", name=name)


def _addressed(found: Engagement) -> Measure:
    """The measure that the address names by its indicator and its scope."""
    indicator, scope = (clean(request.args.get(name, "")) for name in ("indicator", "scope"))
    return or_404(indicators.measure(found, indicator, scope))


def _address(endpoint: str, measure: Measure) -> str:
    indicator, scope = measure.indicator.code, measure.scope or None
    return url_for(endpoint, code=measure.engagement.code, indicator=indicator, scope=scope)


def _library() -> Definitions:
    return {row.indicator.code: row for row in indicators.library()}


def _main_told(main: Measure | None, definitions: Definitions) -> str:
    """What it means to be main, and what that takes it from."""
    told = _("It speaks for the engagement on every dashboard. An engagement has one.")
    if main is None:
        return told
    name = _named(main, definitions)
    told += " " + _("Now %(name)s is the main measure; it would be one no more.", name=name)
    if indicators.with_results([main.engagement_id]):
        told += " " + _("Results are known already: the pages will say that it was changed later.")
    return told


def _named(measure: Measure, definitions: Definitions) -> str:
    return measure_named(definitions[measure.indicator.code], measure.scope)


def _setting(
    found: Engagement, title: str, main: Measure | None, definitions: Definitions
) -> Setting:
    page = url_for("dashboards.engagement", code=found.code)
    before = measure_entry(main)._replace(main=False) if main else None

    def giving_way(entry: MeasureEntry) -> Sequence[MeasureEntry]:
        """The main measure of before, where another one becomes main."""
        return [before] if before and entry.main and entry.key != before.key else []

    def shown(_entry: MeasureEntry) -> str:
        return page

    return Setting(
        title,
        way_to(found),
        page,
        shown,
        intro=found.factory.name,
        demo=found.programme.demo,
        along=giving_way,
        named_along=_named(main, definitions) if main else "",
    )
