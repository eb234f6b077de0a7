"""What every form for an entry does: show, read, check, save, or say what is wrong at the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from coachtrack.features.intake.forms import findings, plan_entries, wrong_so_far
from coachtrack.features.intake.saving import IntakePlan, save
from coachtrack.kit import formats
from coachtrack.kit.entry_forms import CellField, EntryForm
from coachtrack.kit.forms import CONFLICT, UNUSABLE, Difference
from coachtrack.kit.sheets import Finding, PartlyRead, Unreadable


def _nothing(_entry: Any) -> Sequence[Any]:
    return ()


def _saved_told(_entry: Any) -> str:
    return _("Saved.")


def store(plan: IntakePlan, _entry: Any) -> None:
    """Save what was planned."""
    save(plan)


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around a form: its title, the way to it, where it leads, words of its own."""

    title: str
    #: Label and address, from the list down; the page itself comes last and is not named.
    way: Sequence[tuple[str, str]]
    #: Where cancelling leads.
    back: str
    #: Where saving leads, from what was saved.
    then: Callable[[Any], str]
    #: What the form is about, under its title.
    intro: str = ""
    button: LazyString | str = ""
    #: Whether what stands here is invented; None where only some of the site is.
    demo: bool | None = None
    #: What is saved together with the entry, from what it says.
    along: Callable[[Any], Sequence[Any]] = _nothing
    #: By which people know it.
    named_along: str = ""
    #: How it is saved.
    write: Callable[[IntakePlan, Any], None] = store
    #: The programme that lists a new factory.
    home: str = ""
    #: What helps to fill it in or belongs to it: label and address.
    tools: Sequence[tuple[str, str]] = ()
    #: Where what a field lacks is added, by field: label and address.
    missing: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    #: What is said once it is saved.
    done: Callable[[Any], str] = _saved_told
    #: Sentences under the title, each with what it names: label and address.
    naming: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    #: Under which address its draft is kept, where several addresses open the same form.
    draft: str = ""
    #: The field that says what a draft does not know yet.
    brought: str = ""
    #: Where a script asks for the days that are suggested for those left blank.
    suggest: str = ""
    #: Why what is stored does not count; saving it in a form lets it count again.
    withdrawn: str = ""


def add(form: EntryForm, blank: Any, setting: Setting) -> ResponseReturnValue:
    """A form for something new, filled in with what is usual."""
    if not form.is_submitted():
        form.show(blank)
        return page(form, setting)
    taken = Finding(form.identified_by, str(form.taken))
    if not form.validate():
        return _unread(form, form.said_so_far(blank), None, setting, taken)
    entry = form.said(blank)
    form.say(form.objections(None, entry))
    plan = plan_entries([entry, *setting.along(entry)], g.person, setting.home, taken=taken)
    return _saved(form, entry, plan, setting)


def change(form: EntryForm, stored: Any, setting: Setting) -> ResponseReturnValue:
    """A form for something stored; what somebody else changed meanwhile is shown, not undone."""
    setting = replace(setting, withdrawn=getattr(stored, "withdrawn", ""))
    if not form.is_submitted():
        form.show(stored)
        form.see(stored)
        return page(form, setting)
    if not form.validate():
        return _unread(form, form.said_so_far(stored), stored, setting)
    entry = form.said(stored)
    if form.is_older_than(stored) and entry != stored:
        taken = form.take_over(entry, stored)
        form.see(stored)
        return conflict(form, stored, setting, taken)
    form.say(form.objections(stored, entry))
    plan = plan_entries([entry, *setting.along(entry)], g.person)
    return _saved(form, entry, plan, setting)


def _unread(
    form: EntryForm, entry: Any, stored: Any, setting: Setting, taken: Finding | None = None
) -> ResponseReturnValue:
    """What could be read is looked at all the same, so that everything is said at once."""
    with suppress(Unreadable):
        form.say(form.objections(stored, PartlyRead(entry)))
    form.say(wrong_so_far(entry, g.person, setting.home, taken))
    return page(form, setting), UNUSABLE


def _saved(form: EntryForm, entry: Any, plan: IntakePlan, setting: Setting) -> ResponseReturnValue:
    if plan.problems:
        _note(form, plan, entry, setting)
    if form.failed or plan.problems:
        return page(form, setting), UNUSABLE
    setting.write(plan, entry)
    flash(setting.done(entry), "saved")
    for sentence in form.told(entry):
        flash(sentence)
    return redirect(setting.then(entry))


def _note(form: EntryForm, plan: IntakePlan, entry: Any, setting: Setting) -> None:
    """Say what is wrong at the fields, and at the form what is wrong with what is saved along."""
    found = findings(plan.found, type(entry))
    form.say(found.get(0, ()))
    for n, noted in found.items():
        if n > 0:
            form.say(("", f"{setting.named_along}: {sentence}") for _field, sentence in noted)


def conflict(
    form: EntryForm, stored: Any, setting: Setting, taken: Sequence[CellField] = ()
) -> ResponseReturnValue:
    """The form with both versions, where somebody else saved another one meanwhile.

    `taken`: the fields that were not touched here and show what is stored now.
    """
    told = [f"{field.label.text}: {_as_shown(field, field.data) or '–'}" for field in taken]
    return page(form, setting, _differences(form, stored, setting), told), CONFLICT


def _differences(form: EntryForm, stored: Any, setting: Setting) -> list[Difference]:
    found = []
    for one in form.told_fields:
        there = getattr(stored, one.short_name)
        if there != one.data:
            shown = _as_shown(one, there)
            found.append(Difference(one.label.text, shown, _as_shown(one, one.data)))
    if setting.withdrawn and "withdrawn" not in form:
        heading = str(form.sheet.column("withdrawn").heading)
        found.append(Difference(heading, setting.withdrawn, ""))
    return found


def _as_shown(field: CellField, value: Any) -> str:
    if isinstance(value, date):
        return formats.day(value)
    shown = field.typed(value).replace("\n", "; ")
    return dict(field.choices or ()).get(shown, shown)


def page(
    form: EntryForm, setting: Setting, both: Sequence[Difference] = (), taken: Sequence[str] = ()
) -> str:
    """The form in what stands around it, with both versions of what differs from what is stored."""
    told: dict[str, Any] = {"conflict": both, "taken": taken}
    if setting.demo is not None:
        told["demo_ribbon"] = setting.demo
    return render_template("editing/form.html", form=form, setting=setting, **told)
