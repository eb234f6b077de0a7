"""Errors as pages and as JSON: what happened, what to do, and a number to name it by."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from flask import Flask, current_app, g, jsonify, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import (
    BadRequest,
    Conflict,
    Forbidden,
    HTTPException,
    InternalServerError,
    NotFound,
    ServiceUnavailable,
)

from coachtrack.extensions import db
from coachtrack.kit import events, formats
from coachtrack.kit.permissions import Role, roles_with, sign_in_first, wants_json
from coachtrack.kit.security import OtherName
from coachtrack.kit.transactions import Refused

#: So many administrators are named.
MOST_NAMED = 3
BYTES_OF_MB = 1024 * 1024


class Named(Protocol):
    """Somebody who can be asked."""

    name: Any
    email: Any


def register(app: Flask, administrators: Callable[[], Sequence[Named]]) -> None:
    """Answer every error in the site's own words; who may do everything is named where needed."""
    app.extensions["administrators"] = administrators
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(IntegrityError, _overtaken)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(Refused, _refused_to_save)
    app.register_error_handler(Exception, _unexpected)


def _stale(error: CSRFError) -> ResponseReturnValue:
    """A form whose session ended meanwhile: sign in and come back to it."""
    guard = getattr(current_app.view_functions.get(request.endpoint or ""), "guard", "public")
    if g.get("person") is None and guard != "public" and not wants_json():
        return sign_in_first()
    return _answer(error)


def _overtaken(_error: Exception) -> ResponseReturnValue:
    """Two saved the same thing at one moment, and this one came second."""
    _take_back()
    return _answer(Conflict())


def _refused_to_save(error: Refused) -> ResponseReturnValue:
    """A rule of what is stored stands against it."""
    _take_back()
    return _answer(Conflict(error.args[0]))


def _take_back() -> None:
    """Nothing is saved, and nothing says that it is."""
    db.session.rollback()
    session.pop("_flashes", None)


def _unexpected(error: Exception) -> ResponseReturnValue:
    number = secrets.token_hex(4)
    _take_back()
    current_app.logger.exception("Incident %s at %r", number, events.asked())
    if isinstance(error, OperationalError):
        return _answer(ServiceUnavailable(retry_after=60), number)
    return _answer(InternalServerError(original_exception=error), number)


def _answer(error: HTTPException, number: str = "") -> ResponseReturnValue:
    code = error.code or 500
    if isinstance(error, (Forbidden, BadRequest)):
        events.note("refused", asked=events.asked(), status=str(code))
    elif isinstance(error, NotFound) and request.view_args and g.get("person"):
        # Whose it is, is not told here either.
        events.note("not theirs or not there", asked=events.asked())
    title, sentence = _words(code, isinstance(error, CSRFError))
    own = (
        isinstance(error, (Forbidden, Conflict, OtherName))
        and error.description != type(error).description
    )
    if own:
        sentence = error.description or ""
        title = _("This was not saved.") if isinstance(error, Conflict) else title
    if wants_json():
        body = {"error": code, "title": title, "detail": sentence, "reference": number or None}
        return jsonify(body), code
    page = render_template("errors/error.html", title=title, sentence=sentence, reference=number)
    return page, code, _headers_of(error)


def _headers_of(error: HTTPException) -> dict[str, str]:
    kept = {"Allow", "Retry-After"}
    return {name: value for name, value in error.get_headers() if name in kept}


def _refused() -> str:
    """Who may do what the page asked for, and so whom to ask."""
    view = current_app.view_functions.get(request.endpoint or "")
    if roles_with(getattr(view, "guard", None)) == {Role.ADMINISTRATOR}:
        return " ".join((_("Only a system administrator may do this."), whom_to_ask()))
    return _("None of your roles allows it. Ask the lead of the programme.")


def _too_large() -> str:
    """How much can be sent here."""
    limit = request.max_content_length or current_app.config["MAX_CONTENT_LENGTH"]
    return _(
        "At most %(limit)s MB can be sent here, and nothing of this was saved. Go back and send a"
        " smaller file or a shorter text.",
        limit=formats.number(limit / BYTES_OF_MB),
    )


def whom_to_ask() -> str:
    """The sentence that names the administrators."""
    people = current_app.extensions["administrators"]()[:MOST_NAMED]
    if not people:
        return _("Ask whoever runs this site.")
    return _("Ask %(names)s.", names=", ".join(f"{each.name} ({each.email})" for each in people))


def _words(code: int, stale_form: bool) -> tuple[str, str]:
    if stale_form:
        return _("This form is out of date."), _("Go back, reload the page and send it again.")
    words = {
        401: (_("Please sign in."), _("Sign in, then ask again.")),
        403: (
            _("You may not do this."),
            _refused(),
        ),
        404: (
            _("There is no such page."),
            _("It may not exist, or it may not be yours to see. Start again from the home page."),
        ),
        405: (_("This cannot be done here."), _("Go back and use the buttons of the page.")),
        409: (
            _("Somebody else was faster."),
            _("The same thing was saved a moment ago. Go back, reload the page and look again."),
        ),
        413: (_("That is too large."), _too_large()),
        429: (_("That was too often."), _("Wait a few minutes, then try again.")),
        500: (
            _("Something went wrong on our side."),
            _("Nothing was saved. Try again; if it happens again, name the number below."),
        ),
        503: (
            _("The database does not answer."),
            _("Nothing was saved. Try again in a minute; if it goes on, name the number below."),
        ),
    }
    other = (_("This did not work."), _("Go back, check what you sent and try again."))
    return words.get(code, other)
