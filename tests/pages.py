"""The page that words and figures are written for, where no site is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask_babel import Babel, force_locale


@contextmanager
def english_page() -> Iterator[None]:
    """A page in English, free of the database."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        yield
