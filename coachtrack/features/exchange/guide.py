"""What to write where: a sheet of text in the workbooks that people fill in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coachtrack.features.intake.layout import ADMINISTRATORS, sheet_of
from coachtrack.kit.sheets import REQUIRED, Column, Sheet
from coachtrack.kit.words import word
from coachtrack.kit.workbooks.kinds import Kind
from coachtrack.kit.workbooks.writing import Line, Look

#: The name of the sheet, which is not imported.
GUIDE = _l("How to fill in")
#: The name of the hidden sheet with what can be chosen, which is not imported either.
LISTS = _l("Lists")

#: What the kind of a cell does not say.
HINTS: dict[tuple[str, str], LazyString] = {
    ("Factories", "province"): _l("Name or code, as it was then or as it is now."),
    ("Engagements", "end_on"): _l("A date. Blank: not known yet; nothing is suggested here."),
    ("Engagements", "baseline_from"): _l(
        "First day of the weeks that show how it was before. Blank: no window yet; set it on the"
        " engagement's page."
    ),
    ("Engagements", "baseline_to"): _l("Last day of the weeks that show how it was before."),
    ("Engagements", "follow_up_from"): _l(
        "First day of the weeks that show how it became. Blank: no window yet; set it on the"
        " engagement's page."
    ),
    ("Engagements", "follow_up_to"): _l("Last day of the weeks that show how it became."),
    ("Measures", "scope"): _l("A line or a product; blank where the whole factory is meant."),
    ("Measures", "main"): _l("yes for the one measure that speaks for the engagement."),
    ("Measures", "covers"): _l("Share of the factory's output that it covers, such as 60 %."),
    ("Measures", "target"): _l("In the unit of the indicator."),
    ("Measures", "gain"): _l(
        "In the place of a target: 30 is 30 percent better than the baseline, once there is one."
    ),
    ("Readings", "version"): _l("Blank: the current definition of the indicator."),
    ("Readings", "scope"): _l("The scope of one of the engagement's measures."),
    ("Readings", "lot"): _l("Tells apart what was counted in the same days, such as shifts."),
    ("Readings", "from_on"): _l("First day, or a month such as 2025-03."),
    ("Readings", "to_on"): _l("Last day; blank: the same day, or the end of the month."),
    ("Readings", "numerator"): _l("What was counted, such as defective pieces; 0 where none."),
    ("Readings", "denominator"): _l("Among how many, such as inspected pieces."),
    ("Readings", "value"): _l("Only where there are no counts: the figure in its unit."),
    ("Readings", "withdrawn"): _l("Why this reading does not count; blank where it does."),
    ("Events", "rebase"): _l("yes where what came before cannot be compared with what follows."),
    ("Events", "withdrawn"): _l("Why this event does not count; blank where it does."),
    ("Visits", "uuid"): _l("Leave it blank; CoachTrack fills it in."),
    ("Visits", "withdrawn"): _l("Why this visit does not count; blank where it does."),
    ("Claims", "metric_as_printed"): _l("Word for word."),
}


def guide(sheets: Sequence[Sheet[Any]], title: str) -> list[Line]:
    """The lines of the sheet, one for each column."""
    lines = [
        Line(title, look=Look.TITLE),
        Line(
            _("Columns with %(mark)s must be filled in; all others may stay blank.", mark=REQUIRED)
        ),
        Line(
            _(
                "Rows that say “example” show how it is done: overwrite or delete them. Left as"
                " they are, they are not imported."
            )
        ),
        Line(_("Sheets that are not needed may stay empty or be deleted.")),
    ]
    for sheet in sheets:
        lines.append(Line(str(sheet.name), look=Look.SECTION))
        lines += [_line(sheet, column, sheets) for column in sheet.columns]
    return lines


def _line(sheet: Sheet[Any], column: Column, sheets: Sequence[Sheet[Any]]) -> Line:
    mark = f" {REQUIRED}" if column.required else ""
    return Line(" ".join(_told(sheet, column, sheets)), label=f"{column.heading}{mark}")


def _told(sheet: Sheet[Any], column: Column, sheets: Sequence[Sheet[Any]]) -> Iterator[str]:
    own = HINTS.get((sheet.english, column.field))
    if own is not None:
        yield str(own)
    if column.refers is not None:
        yield _reference(column.refers, sheets)
    if column.cell.blank == ():
        yield _("Several are separated by semicolons.")
    if own is None and column.refers is None:
        yield _kind(column)


def _reference(kind: type[Any], sheets: Sequence[Sheet[Any]]) -> str:
    """Where a code is to be found; never in a sheet that the file does not have."""
    if (sheet := sheet_of(kind)) in sheets:
        return _(
            "Code of a row of the sheet “%(name)s”, or of one that is stored.", name=sheet.name
        )
    if kind in ADMINISTRATORS:
        return _("Code of one that is stored; only an administrator adds others.")
    return _("Code of one that is stored.")


def _kind(column: Column) -> str:
    cell = column.cell
    if cell.words:
        known = ", ".join(f"{word(one)} ({one.value})" for one in cell.words)
        return _("One of the list in the cell, or its code: %(known)s.", known=known)
    if cell.letters:
        return _("One of these: %(known)s.", known=", ".join(cell.letters))
    if cell.ticked:
        return _("yes or no.")
    if column.field == "code":
        return _("Short and for good: letters without marks, digits, dots and hyphens.")
    if cell.blank == ():
        return ""
    told = {
        Kind.DAY: _("A date."),
        Kind.WHOLE: _("A whole number."),
        Kind.NUMBER: _("A number."),
        Kind.FRACTION: _("A share, such as 60 %."),
    }
    return told.get(cell.kind, _("Text."))
