"""What is done with an upload in the background: checking it, and saving what was confirmed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from zipfile import ZipFile

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _

from coachtrack.features.accounts.queries import person_of
from coachtrack.features.exchange.importing import import_material, material_of
from coachtrack.features.exchange.preview import standing_of
from coachtrack.features.exchange.standing import Standing, State
from coachtrack.features.exchange.uploads import Upload
from coachtrack.features.intake.material import Material
from coachtrack.features.intake.saving import IntakePlan, Overtaken, plan_of
from coachtrack.kit import background
from coachtrack.kit.background import Work
from coachtrack.kit.permissions import Permission, Person
from coachtrack.kit.transactions import Door, Refused
from coachtrack.kit.workbooks.reading import UnusableWorkbook

#: How much of the work is done when a step begins: reading takes about as long as the rest.
CHECKING, SAVING = 0.5, 0.6
#: A share smaller than this is not worth telling.
A_STEP = 0.02
#: Where a workbook has its sheets, and how much of them a row of readings takes.
SHEETS_IN, BYTES_A_ROW = "xl/worksheets/", 540


class NotAllowed(Exception):
    """The account that uploaded it may not import any more."""


def check(upload: Upload) -> Work | None:
    """Find out what importing it would do, unless it is saved already.

    None when work on it is under way. Raises background.Full.
    """
    return _begin(upload, lambda: _check(upload))


def save(upload: Upload, confirmed: Standing) -> Work | None:
    """Import it if that does what was confirmed.

    None when work on it is under way. Raises background.Full.
    """
    return _begin(upload, lambda: _save(upload, confirmed))


def _begin(upload: Upload, work: Callable[[], None]) -> Work | None:
    return background.start(upload.lock, lambda: _guarded(upload, work))


def _guarded(upload: Upload, work: Callable[[], None]) -> None:
    """What goes wrong is told on the page, for nobody waits for an answer."""
    # Another page may have saved or discarded it while this piece waited for its turn.
    if upload.standing.state == State.SAVED or not upload.path.exists():
        return
    try:
        work()
    except UnusableWorkbook as unusable:
        _fail(upload, unusable.sentence)
    except NotAllowed:
        _fail(upload, _("This account may not import any more. Nothing was saved."))
    except Refused as refused:
        _fail(upload, str(refused))
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


def _person(upload: Upload) -> Person:
    """Who uploaded it, with the roles held by now. Raises NotAllowed."""
    person = person_of(upload.account)
    if person is None or not person.may(Permission.WORKBOOK_IMPORT):
        raise NotAllowed
    return person


def _check(upload: Upload) -> None:
    material = _read(upload, State.READING, CHECKING)
    upload.note(Standing(State.CHECKING, CHECKING))
    upload.note(standing_of(plan_of(material, _person(upload))))


def _save(upload: Upload, confirmed: Standing) -> None:
    material = _read(upload, State.SAVING, SAVING)
    upload.note(Standing(State.SAVING, SAVING))
    plan = import_material(
        material,
        partial(_person, upload),
        Door.WORKBOOK,
        lambda plan: plan.digest == confirmed.seen,
    )
    if plan.problems or plan.digest != confirmed.seen:
        others = _(
            "Somebody else changed something meanwhile. Nothing was saved yet: look at it again."
        )
        upload.note(standing_of(plan, others))
        return
    _note_saved(upload, plan)


def _note_saved(upload: Upload, plan: IntakePlan) -> None:
    """It is stored, whatever goes wrong from now on: in a word where there is no room for more."""
    try:
        upload.note(replace(standing_of(plan), state=State.SAVED))
    except Exception:
        current_app.logger.exception("What an import did could not be written down")
        with suppress(OSError):
            upload.path.unlink(missing_ok=True)
            upload.note(Standing(State.SAVED))
    with suppress(OSError):
        upload.path.unlink(missing_ok=True)
