"""Which language a page is in."""

from __future__ import annotations

from flask import current_app, g, has_request_context, request, session

from coachtrack.settings import LANGUAGES


def choose() -> str:
    """The person's choice, else this browser's, else the installation's."""
    if not has_request_context():
        return str(current_app.config["LANGUAGE"])
    person = g.get("person")
    chosen = session.get("language") or (person.language if person else None)
    if chosen in LANGUAGES:
        return str(chosen)
    accepted = request.accept_languages.best_match(LANGUAGES)
    return accepted or str(current_app.config["LANGUAGE"])
