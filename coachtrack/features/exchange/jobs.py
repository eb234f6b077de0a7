"""What is done with an upload in the background: checking it, and saving what was confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _

from coachtrack.features.exchange.importing import import_material, material_of
from coachtrack.features.exchange.preview import digest, standing_of
from coachtrack.features.exchange.standing import Standing, State
from coachtrack.features.exchange.uploads import Upload
from coachtrack.features.intake.material import Material
from coachtrack.features.intake.saving import Overtaken, plan_of
from coachtrack.kit import background
from coachtrack.kit.background import Work
from coachtrack.kit.permissions import Person
from coachtrack.kit.transactions import Door
from coachtrack.kit.workbooks.reading import UnusableWorkbook

#: How much of the work is done when a step begins: reading takes about as long as the rest.
CHECKING, SAVING = 0.5, 0.6
#: A share smaller than this is not worth telling.
A_STEP = 0.02
#: Where a workbook has its sheets, and how much of them a row of readings takes.
SHEETS_IN, BYTES_A_ROW = "xl/worksheets/", 540


def check(upload: Upload, person: Person) -> Work | None:
    """Find out what importing it would do; None when work on it is under way."""
    return _begin(upload, lambda: _check(upload, person))


def save(upload: Upload, person: Person, confirmed: Standing) -> Work | None:
    """Import it if that does what was confirmed; None when work on it is under way."""
    return _begin(upload, lambda: _save(upload, person, confirmed))


def _begin(upload: Upload, work: Callable[[], None]) -> Work | None:
    return background.start(upload.lock, lambda: _guarded(upload, work))


def _guarded(upload: Upload, work: Callable[[], None]) -> None:
    """What goes wrong is told on the page, for nobody waits for an answer."""
    try:
        work()
    except UnusableWorkbook as unusable:
        _fail(upload, unusable.sentence)
    except Overtaken:
        _fail(upload, _("Others kept changing the same rows. Nothing was saved; check it again."))
    except Exception:
        current_app.logger.exception("The import of an upload failed")
        _fail(upload, _("Something went wrong on our side. Nothing was saved; check it again."))


def _fail(upload: Upload, sentence: str) -> None:
    upload.note(Standing(State.FAILED, language=str(get_locale()), sentence=sentence))


def _read(upload: Upload, state: State, share: float) -> Material:
    """Read it, which is so much of the work."""
    upload.note(Standing(state))
    expected, seen, told = _rows_expected(upload.path), 0, 0.0

    def watch(rows: int) -> None:
        nonlocal seen, told
        seen += rows
        done = share * min(1.0, seen / expected)
        if done >= told + A_STEP:
            told = done
            upload.note(Standing(state, done))

    return material_of(upload.path, watch=watch)


def _rows_expected(path: Path) -> int:
    """About how many rows a workbook has, from the sizes of its sheets."""
    with ZipFile(path) as archive:
        sizes = [p.file_size for p in archive.infolist() if p.filename.startswith(SHEETS_IN)]
    return max(1, sum(sizes) // BYTES_A_ROW)


def _check(upload: Upload, person: Person) -> None:
    material = _read(upload, State.READING, CHECKING)
    upload.note(Standing(State.CHECKING, CHECKING))
    upload.note(standing_of(plan_of(material, person)))


def _save(upload: Upload, person: Person, confirmed: Standing) -> None:
    if upload.standing.state == State.SAVED:
        return
    material = _read(upload, State.SAVING, SAVING)
    upload.note(Standing(State.SAVING, SAVING))
    plan = import_material(
        material, person, Door.WORKBOOK, lambda plan: digest(plan) == confirmed.seen
    )
    if plan.problems or digest(plan) != confirmed.seen:
        others = _(
            "Somebody else changed something meanwhile. Nothing was saved yet: look at it again."
        )
        upload.note(standing_of(plan, others))
        return
    upload.note(replace(standing_of(plan), state=State.SAVED))
    upload.path.unlink(missing_ok=True)
