"""Which day it is where the shop floor is."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def today() -> date:
    """Today's date where the factories of this installation are."""
    return today_in(current_app.config["TIMEZONE"])


def today_in(time_zone: str) -> date:
    """Today's date in a time zone."""
    return datetime.now(ZoneInfo(time_zone)).date()
