"""Histories: of a programme, an engagement, a factory, and of everything; as pages and sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from flask import (
    Blueprint,
    abort,
    current_app,
    g,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.engagements.views import engagement_to
from coachtrack.features.factories import queries as factories
from coachtrack.features.history import queries
from coachtrack.features.history.lines import line
from coachtrack.features.history.list_page import filters
from coachtrack.features.history.queries import Told
from coachtrack.features.history.sheet import write_history
from coachtrack.features.programmes import queries as programmes
from coachtrack.kit.journal.sealing import newest_seal
from coachtrack.kit.journal.tables import Entry
from coachtrack.kit.lists import Asked
from coachtrack.kit.permissions import Permission, demand, or_404, place_at, requires
from coachtrack.kit.times import today_in

bp = Blueprint("history", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Setting:
    """Whose history it is: what it is called, the way there, and whether all of it is invented."""

    told: Told
    name: str
    code: str
    way: list[tuple[str, str]]
    sheet: str
    demo: bool


@bp.get("/programmes/<code>/history")
@requires(Permission.HISTORY_SEE)
def programme(code: str) -> ResponseReturnValue:
    """What was changed in a programme and in its engagements."""
    return _page(_programme(code))


@bp.get("/programmes/<code>/history.xlsx")
@requires(Permission.HISTORY_SEE)
def programme_sheet(code: str) -> ResponseReturnValue:
    """The same as a sheet."""
    return _sheet(_programme(code))


@bp.get("/engagements/<code>/history")
@requires(Permission.HISTORY_SEE)
def engagement(code: str) -> ResponseReturnValue:
    """What was changed in an engagement; of one row of it where the address names one."""
    return _page(_engagement(code))


@bp.get("/engagements/<code>/history.xlsx")
@requires(Permission.HISTORY_SEE)
def engagement_sheet(code: str) -> ResponseReturnValue:
    """The same as a sheet."""
    return _sheet(_engagement(code))


@bp.get("/factories/<code>/history")
@requires(Permission.HISTORY_SEE)
def factory(code: str) -> ResponseReturnValue:
    """What was changed of a factory itself."""
    return _page(_factory(code))


@bp.get("/history")
@requires(Permission.HISTORY_SEE)
def everything() -> ResponseReturnValue:
    """What was changed anywhere, people and their roles too."""
    return _page(_everything())


@bp.get("/history.xlsx")
@requires(Permission.HISTORY_SEE)
def everything_sheet() -> ResponseReturnValue:
    """The same as a sheet."""
    return _sheet(_everything())


def _programme(code: str) -> Setting:
    found = or_404(programmes.programme(code, g.person))
    demand(Permission.HISTORY_SEE, programmes.lies(found))
    return Setting(
        Told(
            programme=found.code,
            time_zone=found.time_zone,
            since=queries.last_added("programme", found.code),
        ),
        found.name,
        found.code,
        [
            (_("Programmes"), url_for("programmes.index")),
            (found.code, url_for("dashboards.programme", code=found.code)),
        ],
        url_for(".programme_sheet", code=found.code),
        found.demo,
    )


def _engagement(code: str) -> Setting:
    found = engagement_to(Permission.HISTORY_SEE, code)
    return Setting(
        Told(
            found.programme.code,
            found.code,
            time_zone=found.programme.time_zone,
            since=_since(found),
        ),
        found.factory.name,
        found.code,
        [
            (_("Engagements"), url_for("engagements.index")),
            (found.code, url_for("dashboards.engagement", code=found.code)),
        ],
        url_for(".engagement_sheet", code=found.code),
        found.programme.demo,
    )


def _since(found: Engagement) -> int:
    """Whoever sees it for its factory alone does not see what it was of another factory."""
    added = queries.last_added("engagement", found.code)
    coached = place_at(programme=found.programme.code, engagement=found.code)
    if g.person.may(Permission.HISTORY_SEE, coached):
        return added
    return max(added, queries.after_last_factory(found.code))


def _factory(code: str) -> Setting:
    found = or_404(factories.factory(code, g.person))
    demand(Permission.HISTORY_SEE, programmes.place_of(found))
    way = [
        (_("Factories"), url_for("factories.index")),
        (found.code, url_for("dashboards.factory", code=found.code)),
    ]
    since = queries.last_added("factory", found.code)
    told = Told(factory=found.code, time_zone=current_app.config["TIMEZONE"], since=since)
    return Setting(told, found.name, found.code, way, "", programmes.any_demo())


def _everything() -> Setting:
    if not g.person.sees_everything:
        abort(403)
    told = Told(time_zone=current_app.config["TIMEZONE"])
    sheet = url_for(".everything_sheet")
    return Setting(told, _("Everything"), "", [], sheet, programmes.any_demo())


def _page(setting: Setting) -> ResponseReturnValue:
    asked = Asked.read(request.args, queries.FILTERS)
    told = setting.told
    page = queries.listed(told, asked, current_app.config["PAGE_ROWS"])
    definitions, row = queries.definitions(), asked.chosen.get("row", "")
    return render_template(
        "history/index.html",
        setting=setting,
        page=page,
        lines=[line(each, told.time_zone, definitions, row) for each in page.rows],
        factories={} if told.engagement else engagements.factories_of(_codes(page.rows)),
        filters=filters(asked, queries.counted(told, asked)),
        wrong=[
            n for n in ("from", "until") if asked.chosen.get(n) and not queries.day_asked(asked, n)
        ],
        seal=None if told.factory else newest_seal(told.programme),
        sheet=setting.sheet and setting.sheet + asked.address(),
        demo_ribbon=setting.demo,
    )


def _codes(rows: Sequence[Entry]) -> set[str]:
    return {each.engagement for each in rows if each.engagement}


def _sheet(setting: Setting) -> ResponseReturnValue:
    asked, told = Asked.read(request.args, queries.FILTERS), setting.told
    file = BytesIO()
    write_history(
        " · ".join(part for part in (_("History"), setting.code, setting.name) if part),
        queries.every(told, asked),
        told.time_zone,
        queries.definitions(),
        file,
        row=asked.chosen.get("row", ""),
        ribbon=f"{_('INVENTED DATA')} — {_('nothing here is a real factory')}"
        if setting.demo
        else "",
        seal=newest_seal(told.programme),
    )
    file.seek(0)
    name = "-".join(filter(None, [setting.code, "history", today_in(told.time_zone).isoformat()]))
    response = send_file(file, XLSX, as_attachment=True, download_name=f"{name}.xlsx")
    response.headers["Cache-Control"] = "private, no-store"
    return response
