"""Pages of factories."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("factories", __name__)
