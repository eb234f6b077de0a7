"""What an operator wants to know of afterwards: who signed in, who was refused, who got a role.

One line of the log each: what happened, and the facts as JSON, in which no text can break the line.
Passwords, tokens and codes are never among them.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from flask import Flask, g, has_request_context, request
from flask.logging import default_handler

logger = logging.getLogger("coachtrack.security")


def register(app: Flask) -> None:
    """Write to where the server writes its errors, unless whoever runs it has said otherwise."""
    if not logger.handlers:
        logger.addHandler(default_handler)
        logger.setLevel(logging.INFO)


def note(what: str, **facts: str) -> None:
    """Write down that it happened now: by whom, and from which network address."""
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds")}
    if has_request_context():
        told["from"] = request.remote_addr or ""
        if (person := g.get("person")) is not None:
            told["by"] = person.email
    logger.info("%s %s", what, json.dumps(told | facts))
