"""Workbooks to take away, and those that come in: uploaded, looked at, confirmed."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import IO

from flask import (
    Blueprint,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.engagements import queries as engagements
from coachtrack.features.exchange import jobs, uploads
from coachtrack.features.exchange.blanks import write_blank, write_readings_to_come
from coachtrack.features.exchange.export import write_export
from coachtrack.features.exchange.standing import State
from coachtrack.features.exchange.summary import write_summary
from coachtrack.features.exchange.uploads import Upload
from coachtrack.features.indicators.overview import Filters
from coachtrack.features.intake.layout import SHEETS
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme
from coachtrack.kit import background, formats
from coachtrack.kit.entry_forms import code_in, with_code
from coachtrack.kit.forms import UNUSABLE
from coachtrack.kit.lists import Asked
from coachtrack.kit.pages import Entry, add_to_menu
from coachtrack.kit.permissions import Audience, Permission, or_404, requires
from coachtrack.kit.security import takes_files
from coachtrack.kit.text import clean
from coachtrack.kit.times import today_in
from coachtrack.kit.transactions import let_go
from coachtrack.kit.workbooks.problems import UnusableWorkbook
from coachtrack.kit.workbooks.protocol import Limits, Problem
from coachtrack.settings import LANGUAGES

bp = Blueprint("exchange", __name__)
add_to_menu(50, Entry("exchange.imports", _l("Import"), Permission.WORKBOOK_IMPORT))

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Who waits no longer than this sees no progress bar.
SECONDS_TO_WAIT = 1.0
LARGEST = Limits().packed_bytes
CODES_SUGGESTED = 200
TOO_LARGE, TOO_MANY, NO_ROOM = 413, 429, 507


@bp.get("/programmes/<code>/summary.xlsx")
@requires(Permission.FIGURES_EXPORT)
def summary(code: str) -> ResponseReturnValue:
    """The Excel summary of a programme, narrowed by the filters of its dashboard.

    A lead can have the one to hand on to somebody, without the factories that do not show
    themselves to these.
    """
    found = or_404(programmes.programme(code, g.person))
    filters, person = Filters.read(request.args), g.person
    audience = _audience_asked(found)
    if audience:
        person = person.as_seen_by(audience, found.code)
    what = "-".join(["summary", *([f"for-{audience}"] if audience else []), *filters.named])
    return _download(found, what, lambda file: write_summary(found, person, filters, file))


def _audience_asked(found: Programme) -> Audience | None:
    """For whom a lead asks; nobody else sees with the eyes of others."""
    asked = request.args.get("for", "")
    if not asked or not g.person.may(Permission.FACTORY_EDIT, programmes.lies(found)):
        return None
    return or_404(next((each for each in Audience if each == asked), None))


@bp.get("/programmes/<code>/export.xlsx")
@requires(Permission.FIGURES_EXPORT)
def export(code: str) -> ResponseReturnValue:
    """A programme as a workbook that can be imported again."""
    found = or_404(programmes.programme(code, g.person))
    return _download(found, "export", lambda file: write_export(found, g.person, file))


@bp.route("/import/", methods=["GET", "POST"])
@requires(Permission.WORKBOOK_IMPORT)
@takes_files
def imports() -> ResponseReturnValue:
    """Choose a workbook to import; what it would do is shown before anything is saved."""
    uploads.sweep()
    if request.method == "GET":
        return _imports()
    file = request.files.get("workbook")
    if file is None or not file.filename:
        return _imports(_("Choose a workbook first.")), UNUSABLE
    try:
        upload = uploads.keep(file, g.person)
    except UnusableWorkbook as unusable:
        too_large = unusable.problem == Problem.FILE_TOO_LARGE
        return _imports(unusable.sentence), TOO_LARGE if too_large else UNUSABLE
    except uploads.TooManyBusy:
        return _imports(_too_many()), TOO_MANY
    except OSError:
        return _imports(_("There is no room for the file on the server. Try later.")), NO_ROOM
    return _check(upload)


@bp.route("/import/<digest>", methods=["GET", "POST"])
@requires(Permission.WORKBOOK_IMPORT)
def upload(digest: str) -> ResponseReturnValue:
    """What importing an upload would do, or how far it is; sent again, it is checked again."""
    found = or_404(uploads.upload(digest, g.person))
    if request.method == "POST":
        return _check(found)
    standing = found.standing
    spoken = standing.state in (State.READY, State.PROBLEMS, State.FAILED)
    if spoken and standing.language != str(get_locale()) and not found.busy:
        _work(lambda: jobs.check(found))
    # In this order: what ends between the two has its outcome written down.
    busy, standing = found.busy, found.standing
    return render_template(
        "exchange/upload.html",
        upload=found,
        standing=standing,
        busy=busy,
        sheets={sheet.english: sheet.name for sheet in SHEETS},
        largest=LARGEST,
    )


@bp.get("/import/<digest>/state.json")
@requires(Permission.WORKBOOK_IMPORT)
def upload_state(digest: str) -> ResponseReturnValue:
    """How far it is, for the page that waits."""
    found = or_404(uploads.upload(digest, g.person))
    busy, standing = found.busy, found.standing
    return jsonify(busy=busy, state=standing.state, share=standing.share)


@bp.post("/import/<digest>/save")
@requires(Permission.WORKBOOK_IMPORT)
def save_upload(digest: str) -> ResponseReturnValue:
    """Save what was confirmed; sent twice it is saved once."""
    found = or_404(uploads.upload(digest, g.person))
    standing = found.standing
    if standing.state == State.READY and not found.busy:
        if request.form.get("seen") == standing.seen:
            _work(lambda: jobs.save(found, standing))
        else:
            flash(_("What would be saved has changed since then. Look at it again."))
    return redirect(url_for(".upload", digest=digest), 303)


@bp.post("/import/<digest>/discard")
@requires(Permission.WORKBOOK_IMPORT)
def discard_upload(digest: str) -> ResponseReturnValue:
    """Forget an upload."""
    found = or_404(uploads.upload(digest, g.person))
    if not uploads.discard(found):
        flash(_("Work on this upload is under way. Wait until it has ended."))
        return redirect(url_for(".upload", digest=digest), 303)
    flash(_("Discarded. Nothing of it was saved."))
    return redirect(url_for(".imports"), 303)


@bp.get("/import/template.xlsx")
@requires(Permission.WORKBOOK_IMPORT)
def template() -> ResponseReturnValue:
    """A workbook to fill in: a blank one in a language, or one for an engagement's readings."""
    language = request.args.get("lang", "")
    language = language if language in LANGUAGES else str(get_locale())
    if "engagement" in request.args:
        told = clean(request.args["engagement"])
        coached = engagements.engagement(code_in(told), g.person)
        if coached is None:
            return _imports(unknown=told), UNUSABLE
        name = f"{coached.code}-readings.xlsx"
        return _sent(name, lambda file: write_readings_to_come(coached, language, file))
    name = f"coachtrack-{language}.xlsx"
    return _sent(name, lambda file: write_blank(g.person, language, file))


def _check(found: Upload) -> ResponseReturnValue:
    _work(lambda: jobs.check(found))
    return redirect(url_for(".upload", digest=found.digest), 303)


def _work(begin: Callable[[], background.Work | None]) -> None:
    """Begin it, and wait a moment, for most of it is done by then."""
    try:
        work = begin()
    except background.Full:
        flash(_("Many workbooks wait for their turn just now. Try again in a minute."))
        return
    let_go()
    background.wait(work, SECONDS_TO_WAIT)


def _too_many() -> str:
    return _(
        "Workbooks of this account that are being worked on: %(n)s. Wait until one is done, then"
        " send this one again.",
        n=formats.integer(uploads.MOST_BUSY),
    )


def _imports(error: str = "", unknown: str | None = None) -> str:
    """`unknown` was typed in the place of an engagement's code."""
    waiting = [
        (each, each.standing)
        for each in uploads.uploads_of(g.person)
        if each.standing.state != State.SAVED
    ]
    return render_template(
        "exchange/import.html",
        error=error,
        unknown=unknown,
        waiting=waiting,
        coached=[
            with_code(row.factory.name, row.code)
            for row in engagements.listed(g.person, Asked(), CODES_SUGGESTED).rows
        ],
        largest=LARGEST,
    )


def _download(
    programme: Programme, what: str, write: Callable[[IO[bytes]], None]
) -> ResponseReturnValue:
    """A file named after the programme and the day."""
    today = today_in(programme.time_zone)
    return _sent(f"{programme.code}-{what}-{today.isoformat()}.xlsx", write)


def _sent(name: str, write: Callable[[IO[bytes]], None]) -> ResponseReturnValue:
    file = BytesIO()
    write(file)
    file.seek(0)
    response = send_file(file, XLSX, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
