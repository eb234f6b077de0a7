"""The grid of one measure: its last stored readings, and rows for the next ones."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from flask_babel import gettext as _

from coachtrack.domain.types import PARTS, Window
from coachtrack.features.entering.doubts import Together
from coachtrack.features.entering.forms import COUNTS, PERIOD, TYPED, Layout
from coachtrack.features.entering.rows import Row, row_of, show
from coachtrack.features.entering.sentences import (
    among_what,
    broken,
    either,
    far,
    more_than,
    nothing_counted,
    too_many,
)
from coachtrack.features.entering.tracked import Tracked, is_number, is_pieces
from coachtrack.features.indicators.entries import ReadingEntry
from coachtrack.features.indicators.models import IndicatorVersion, Reading
from coachtrack.features.indicators.periods import DAY, Every, Period
from coachtrack.features.indicators.sentences import value_of
from coachtrack.features.indicators.sheets import beyond_the_whole, reading_entry
from coachtrack.kit import cells, formats
from coachtrack.kit.words import unit_word

#: So many stored readings stand above the new ones.
LAST_SHOWN = 5
#: So many rows at first, and so many more when asked for.
ROWS = 12
MOST_ROWS = 400


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address of a grid asks for."""

    every: Every
    window: str
    lots: bool
    bare: bool

    @classmethod
    def read(cls, args: Mapping[str, str], tracked: Tracked) -> Wish:
        """From the query of an address; what it does not say is as it was last time."""
        every = args.get("every")
        lots = args.get("lots")
        return cls(
            every=Every(every) if every in set(Every) else tracked.rhythm.every,
            window=args.get("window", "") if args.get("window") in windows(tracked) else "",
            lots=tracked.in_lots if lots is None else lots == "yes",
            bare=tracked.is_number or args.get("figures") == "rate",
        )

    def address(self, tracked: Tracked, **other: str) -> dict[str, str]:
        """The query of the address of this grid, with something else where told."""
        figures = "rate" if self.bare and not tracked.is_number else ""
        query = {
            **tracked.address,
            "every": self.every.value,
            "window": self.window,
            "lots": "yes" if self.lots else "no",
            "figures": figures,
            **other,
        }
        return {name: value for name, value in query.items() if value}


def windows(tracked: Tracked) -> dict[str, Window]:
    """The windows that are set, by their name in an address."""
    plan = tracked.view.plan
    found = {"baseline": plan.baseline, "follow-up": plan.follow_up}
    return {name: window for name, window in found.items() if window is not None}


def layout_of(wish: Wish, *, trust: bool) -> Layout:
    """Which fields the rows of a grid have."""
    every = wish.every
    return Layout(
        to_on=every != Every.DAY,
        lot=wish.lots,
        bare=wish.bare,
        trust=trust,
        rates=True,
        every=every,
    )


def layout_typed(form: Mapping[str, str], layout: Layout) -> Layout:
    """The same with the columns that what was typed cannot be without."""
    typed = [_prefix(n) for n in range(_sent(form)) if _is_typed(form, _prefix(n))]
    said = [{name: form.get(prefix + name, "").strip() for name in PERIOD} for prefix in typed]
    return replace(
        layout,
        to_on=layout.to_on or any(each["to_on"] not in ("", each["from_on"]) for each in said),
        lot=layout.lot or any(each["lot"] for each in said),
    )


def facts(definition: IndicatorVersion, others: Together) -> dict[str, str]:
    """What a script needs to compute rates and to say of figures what the server says of them."""
    found = others.range
    told = {
        "data-factor": str(definition.factor),
        "data-decimals": str(definition.decimals),
        "data-unit": str(unit_word(definition.unit)),
        "data-pieces": "yes" if is_pieces(definition) else "",
        "data-sample": value_of(0, definition),
        "data-most": str(MOST_ROWS),
        "data-right": _("Is it right?"),
        "data-sure": _("It is right."),
        "data-say": json.dumps(_refusals(definition), ensure_ascii=False),
        "data-amounts": json.dumps(_amounts(definition, others), ensure_ascii=False),
    }
    if is_pieces(definition):
        told["data-broken"] = broken("{value}")
    if found is not None:
        told |= {
            "data-low": str(found.low),
            "data-high": str(found.high),
            "data-pooled": "" if found.pooled is None else str(found.pooled),
            "data-part": "yes" if found.part else "",
            "data-far": far(
                "{value}",
                value_of(found.lowest, definition),
                value_of(found.highest, definition),
            ),
        }
    return told


def _refusals(definition: IndicatorVersion) -> dict[str, str]:
    """What is said of figures that cannot be, by the name under which the script knows it."""
    among = among_what(definition)
    no_number = str(formats.SENTENCES[formats.Problem.NOT_A_NUMBER])
    said = {
        "number": no_number,
        "count": cells.no_count() if is_pieces(definition) else no_number,
        "negative": cells.negative(),
        "nothing": nothing_counted(),
        "either": either(among),
        "ambiguous": cells.typed_ambiguously(
            "{typed}", "{thousands}", "{decimal}", "{as-thousands}", "{as-decimal}"
        ),
    }
    if definition.kind in PARTS:
        said["more"] = more_than(among)
        said["whole"] = beyond_the_whole(definition.factor, definition.unit)
    return said


def _amounts(definition: IndicatorVersion, others: Together) -> dict[str, dict[str, str | float]]:
    """Beyond which denominators somebody is asked, by the length of the period."""
    among = among_what(definition)
    return {
        every.value: {
            "most": found.most,
            "told": too_many(
                among, "{value}", formats.number(found.lowest), formats.number(found.highest)
            ),
        }
        for every, found in others.amounts.items()
    }


def older_facts(rows: Sequence[Row]) -> dict[int, dict[str, str]]:
    """The same for rows that were taken under an older definition, by its version."""
    older = {row.definition.version: row for row in rows if row.older}
    return {
        version: facts(row.definition, row.tracked.together(row.definition))
        for version, row in older.items()
    }


def opened(
    tracked: Tracked, wish: Wish, layout: Layout, today: date, also: Container[str] = ()
) -> list[Row]:
    """The rows of a grid that nothing was typed into; `also` are readings that a draft corrects."""
    alike = [row for row in tracked.stored if _fits(row, tracked, wish)]
    shown = {row.id for row in [row for row in alike if not row.withdrawn][-LAST_SHOWN:]}
    shown |= {row.id for row in alike if str(row.uuid) in also}
    last = [reading_entry(row, tracked.measure) for row in alike if row.id in shown]
    rows = [show(row_of(tracked, layout, base, _prefix(n))) for n, base in enumerate(last)]
    return added(rows, tracked, wish, layout, today)


def added(
    rows: Sequence[Row], tracked: Tracked, wish: Wish, layout: Layout, today: date
) -> list[Row]:
    """These rows and a dozen more, for the periods that follow; blank where none follows yet."""
    days = [day for row in rows if not row.stored and (day := row.last_day) is not None]
    coming = islice(_coming(tracked, wish, today, max(days, default=None)), ROWS)
    blanks = [tracked.blank(period, lot) for period, lot in coming]
    blanks += [tracked.blank()] * (ROWS - len(blanks))
    more = [
        show(row_of(tracked, layout, base, _prefix(len(rows) + n))) for n, base in enumerate(blanks)
    ]
    return [*rows, *more][:MOST_ROWS]


def again(
    rows: Sequence[Row], tracked: Tracked, wish: Wish, layout: Layout, today: date
) -> list[Row]:
    """What was typed, and the periods of this grid in the rows that were left alone."""
    said = [row.said for row in rows if row.said is not None and not row.stored]
    free = [n for n, row in enumerate(rows) if not row.touched]
    coming = [each for each in _coming(tracked, wish, today, None) if not _is_among(said, *each)]
    blanks = [tracked.blank(period, lot) for period, lot in coming[: len(free)]]
    blanks += [tracked.blank()] * (len(free) - len(blanks))
    found = [*rows]
    for n, base in zip(free, blanks, strict=True):
        found[n] = show(row_of(tracked, layout, base, _prefix(n)))
    return found


def typed(form: Mapping[str, str], tracked: Tracked, layout: Layout) -> list[Row]:
    """The rows as they were sent."""
    rows = []
    for n in range(_sent(form)):
        key = tracked.keys.get(form.get(f"{_prefix(n)}reading", ""))
        base = tracked.blank() if key is None else tracked.entries[key]
        row = row_of(tracked, _of_row(form, _prefix(n), tracked, layout), base, _prefix(n))
        row.take()
        row.compare()
        rows.append(row)
    return rows


def hushed(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows that were sent to be shown otherwise, not to be saved."""
    for row in rows:
        row.hush()
    return rows


def _fits(row: Reading, tracked: Tracked, wish: Wish) -> bool:
    """Whether a stored reading has the columns of this grid; a rate stands among counts too."""
    number = is_number(tracked.versions[row.version])
    return (row.value is not None or not wish.bare) and number == tracked.is_number


def _coming(
    tracked: Tracked, wish: Wish, today: date, after: date | None
) -> list[tuple[Period, str]]:
    """The periods that come next, each with every shift where there are some."""
    window = windows(tracked).get(wish.window)
    rhythm = replace(tracked.rhythm, every=wish.every)
    begun = window or tracked.view.plan.baseline
    first = begun.start if begun else rhythm.first_of(today)
    running = rhythm.last_of(today)
    end = min(running, window.end) if window else running
    span = (window.start, window.end) if window else (None, None)
    last = tracked.start_after(*span)
    start = after + DAY if after is not None else last or first
    lots = (wish.lots and tracked.shifts) or ("",)
    found = rhythm.following(start if start == first else rhythm.whole_from(start), end)
    return [(period, lot) for period in islice(found, ROWS) for lot in lots]


def _sent(form: Mapping[str, str]) -> int:
    told = form.get("rows", "")
    return min(int(told), MOST_ROWS) if told.isascii() and told.isdigit() else 0


def _is_typed(form: Mapping[str, str], prefix: str) -> bool:
    """Whether anything was typed into a new row."""
    new = not form.get(f"{prefix}reading")
    return new and any(form.get(prefix + name, "").strip() for name in TYPED)


def _of_row(form: Mapping[str, str], prefix: str, tracked: Tracked, layout: Layout) -> Layout:
    """The layout of a row: figures that were typed keep their fields, whatever the others have."""
    if tracked.is_number:
        return layout
    if form.get(f"{prefix}value", "").strip():
        return replace(layout, bare=True)
    counted = any(form.get(prefix + name, "").strip() for name in COUNTS)
    return replace(layout, bare=False) if counted else layout


def _is_among(said: Sequence[ReadingEntry], period: Period, lot: str) -> bool:
    """Whether something was typed for days of a period already."""
    first, last = period
    return any(e.lot == lot and e.from_on <= last and e.to_on >= first for e in said)


def _prefix(n: int) -> str:
    return f"row-{n}-"
