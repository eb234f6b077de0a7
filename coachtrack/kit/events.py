"""What an operator wants to know of afterwards: who signed in, who was refused, who got a role.

One line of the log each: what happened, and the facts as JSON, in which no text can break the line.
Passwords, tokens and codes are never among them.
"""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime

from flask import Flask, g, has_request_context, request
from flask.logging import default_handler

logger = logging.getLogger("coachtrack.security")
#: As Flask writes a line, but in the time that all logs share.
LINE = logging.Formatter(
    "[%(asctime)s] %(levelname)s in %(module)s: %(message)s", "%Y-%m-%dT%H:%M:%S+00:00"
)
LINE.converter = time.gmtime


def register(app: Flask) -> None:
    """Write to where the server writes its errors, unless whoever runs it has said otherwise."""
    default_handler.setFormatter(LINE)
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


def asked() -> str:
    """What is asked for, without a token that opens something."""
    token = (request.view_args or {}).get("token")
    return f"{request.method} {request.path.replace(token, '…') if token else request.path}"
