"""Entries of the journal in words: which row, and what became what."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from coachtrack.features.history.words import ANSWERS, choice_of, field_word, subject_word
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.sentences import counted_words, name_of
from coachtrack.kit import formats
from coachtrack.kit.journal.naming import rows_of
from coachtrack.kit.journal.tables import Action, Entry
from coachtrack.kit.words import word

#: So many of the readings that were added together stand on a page.
SHOWN = 50
NOTHING = "–"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT.+")
#: What stands in the name of a row already.
IN_NAMES = frozenset(
    {"uuid", "code", "engagement", "measure", "account", "programme", "statement", "media_type"}
)

Definitions = Mapping[str, IndicatorVersion]


class Change(NamedTuple):
    """A field in words: what it was and what it is."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in words."""

    entry: Entry
    at: str
    kind: str
    name: str
    changes: tuple[Change, ...]
    #: Readings that were added together, and how many more there are.
    rows: tuple[str, ...] = ()
    more: int = 0

    @property
    def who(self) -> str:
        """By whom."""
        return self.entry.write.name

    @property
    def door(self) -> str:
        """Through which door."""
        return word(self.entry.write.door)

    @property
    def action(self) -> str:
        """What was done."""
        return word(self.entry.action)

    @property
    def folded(self) -> bool:
        """Whether it is long, and nothing in it became something else."""
        return self.entry.action != Action.CHANGED


def line(entry: Entry, time_zone: str, definitions: Definitions, row: str = "") -> Line:
    """An entry in words, its time in a time zone; of readings added together that row, if asked."""
    changes = json.loads(entry.changes)
    at = formats.moment(entry.write.at, time_zone)
    kind = subject_word(entry.subject)
    if "columns" in changes:
        rows = _wanted(changes, row)
        shown = tuple(_reading_told(row) for row in rows[:SHOWN])
        name = _together(entry, rows, definitions)
        return Line(entry, at, kind, name, (), shown, len(rows) - len(shown))
    return Line(
        entry,
        at,
        kind,
        _name(entry, changes, definitions),
        tuple(_changes(entry, changes, definitions)),
    )


def readings_of(entry: Entry, definitions: Definitions, row: str = "") -> Iterator[tuple[str, str]]:
    """Each of the readings that were added together: its name, and what was counted."""
    for each in _wanted(json.loads(entry.changes), row):
        yield ", ".join([measure_told(entry.row, definitions), _period(each)]), _figures(each)


def _wanted(changes: dict[str, Any], row: str) -> list[dict[str, Any]]:
    """The readings that were added together; the one that is asked for, if any is."""
    rows = list(rows_of(changes))
    subject, _slash, uuid = row.partition("/")
    return [each for each in rows if subject != "reading" or each["uuid"] == uuid]


def measure_told(name: str, definitions: Definitions) -> str:
    """A measure by the name of its indicator and its scope."""
    _engagement, indicator, scope = (*name.split("/", 2), "", "")[:3]
    return " · ".join(part for part in (_indicator(indicator, definitions), scope) if part)


def _indicator(code: str, definitions: Definitions) -> str:
    return name_of(definitions[code]) if code in definitions else code


def _together(entry: Entry, rows: list[dict[str, Any]], definitions: Definitions) -> str:
    measure = measure_told(entry.row, definitions)
    if len(rows) == 1:
        return f"{measure}, {_period(rows[0])}"
    first = min(date.fromisoformat(row["from_on"]) for row in rows)
    last = max(date.fromisoformat(row["to_on"]) for row in rows)
    n = ngettext("%(num)s reading", "%(num)s readings", len(rows))
    return f"{measure}, {formats.days(first, last)} ({n})"


def _period(row: Mapping[str, Any]) -> str:
    first, last = (date.fromisoformat(row[name]) for name in ("from_on", "to_on"))
    return ", ".join(part for part in (formats.days(first, last), row.get("lot")) if part)


def _reading_told(row: Mapping[str, Any]) -> str:
    told = _("%(period)s: %(figures)s", period=_period(row), figures=_figures(row))
    return (
        f"{told} ({_('Withdrawn: %(reason)s', reason=row['withdrawn'])})"
        if row["withdrawn"]
        else told
    )


def _figures(row: Mapping[str, Any]) -> str:
    if row["value"] is not None:
        return formats.number(row["value"])
    counted, of = formats.number(row["numerator"]), formats.number(row["denominator"])
    return _("%(counted)s of %(of)s", counted=counted, of=of)


def _name(entry: Entry, changes: Mapping[str, list[Any]], definitions: Definitions) -> str:
    """Which row it is, in words."""
    said = {field: pair[1] if pair[1] is not None else pair[0] for field, pair in changes.items()}
    about = {**said, **json.loads(entry.about)}
    parts = entry.row.split("/")
    if entry.subject == "reading":
        return f"{measure_told(about['measure'], definitions)}, {_period(about)}"
    if entry.subject == "measure":
        return measure_told(entry.row, definitions)
    if entry.subject in {"statement", "signature"}:
        measure, *rest = entry.row.rsplit("/", 2 if entry.subject == "statement" else 3)
        part = _told(entry.subject, "part", rest[0])
        told = [measure_told(measure, definitions), f"{part} ({rest[1]})", *rest[2:]]
        return " · ".join(_told(entry.subject, "party", each) for each in told)
    if entry.subject == "objection":
        return measure_told(about["measure"], definitions)
    if entry.subject == "scan":
        return str(about["name"])
    if entry.subject in {"event", "visit"}:
        told = [_told(entry.subject, each, about.get(each)) for each in ("on", "kind", "text")]
        return " · ".join(each for each in told if each != NOTHING)
    if entry.subject == "version":
        named = _indicator(parts[0], definitions)
        return _("%(name)s, version %(number)s", name=named, number=parts[-1])
    if entry.subject == "indicator":
        return _indicator(entry.row, definitions)
    if entry.subject == "membership":
        role = _told("membership", "role", parts[1])
        place = f"{_told('membership', 'scope', parts[2])} {parts[3]}".strip()
        return f"{parts[0]} · {role} · {place}"
    code = "/".join(parts[1:]) if entry.subject == "component" else entry.row
    name = about.get("name")
    return f"{code} · {name}" if name and name != code else code


def _changes(
    entry: Entry, changes: Mapping[str, list[Any]], definitions: Definitions
) -> Iterator[Change]:
    counted = _counted_words(entry, definitions)
    for field, (before, after) in changes.items():
        usual = after in ("", []) or (after is False and field not in ANSWERS)
        if entry.action == Action.ADDED and (field in IN_NAMES or usual):
            continue
        if field in {"password_hash", "second_factor"}:
            yield Change(field_word(entry.subject, field), "", _("set anew"))
            continue
        if field == "link":
            yield Change(field_word(entry.subject, field), "", _("made"))
            continue
        label = counted.get(field) or field_word(entry.subject, field)
        pair = (_told(entry.subject, field, each) for each in (before, after))
        yield Change(label, *pair)


def _counted_words(entry: Entry, definitions: Definitions) -> dict[str, str]:
    """What the counts of a reading are counts of."""
    if entry.subject != "reading":
        return {}
    _engagement, code, _scope = (*json.loads(entry.about)["measure"].split("/", 2), "")[:3]
    if code not in definitions:
        return {}
    upper, lower = counted_words(definitions[code])
    return {
        "numerator": upper[:1].upper() + upper[1:],
        "denominator": lower[:1].upper() + lower[1:],
    }


def _told(subject: str, field: str, value: Any) -> str:
    """A value in words."""
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, (int, float)):
        return str(value) if field in {"year", "version"} else _number(field, value)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if (words := choice_of(subject, field)) and value in set(words):
        return word(words(value))
    if _DAY.fullmatch(value):
        return formats.day(date.fromisoformat(value))
    if _MOMENT.fullmatch(value):
        return formats.day(datetime.fromisoformat(value).date())
    return str(value)


def _number(field: str, value: float) -> str:
    return formats.percent(value, 1) if field == "covers" else formats.number(value)
