"""Workbooks to take away: a programme's summary, and the whole of it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import IO

from flask import Blueprint, g, request, send_file
from flask.typing import ResponseReturnValue

from coachtrack.features.exchange.export import write_export
from coachtrack.features.exchange.summary import write_summary
from coachtrack.features.indicators.overview import Filters
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import Permission, or_404, requires
from coachtrack.kit.times import today_in

bp = Blueprint("exchange", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/programmes/<code>/summary.xlsx")
@requires(Permission.FIGURES_EXPORT)
def summary(code: str) -> ResponseReturnValue:
    """The Excel summary of a programme, narrowed by the filters of its dashboard."""
    found = or_404(programmes.programme(code, g.person))
    filters = Filters.read(request.args)
    return _download(found, "summary", lambda file: write_summary(found, g.person, filters, file))


@bp.get("/programmes/<code>/export.xlsx")
@requires(Permission.FIGURES_EXPORT)
def export(code: str) -> ResponseReturnValue:
    """A programme as a workbook that can be imported again."""
    found = or_404(programmes.programme(code, g.person))
    return _download(found, "export", lambda file: write_export(found, g.person, file))


def _download(
    programme: Programme, what: str, write: Callable[[IO[bytes]], None]
) -> ResponseReturnValue:
    """A file named after the programme and the day."""
    file = BytesIO()
    write(file)
    file.seek(0)
    today = today_in(programme.time_zone)
    name = f"{programme.code}-{what}-{today.isoformat()}.xlsx"
    response = send_file(file, XLSX, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
