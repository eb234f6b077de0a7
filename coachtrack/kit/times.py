"""Which day it is where the shop floor is."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def today_in(time_zone: str) -> date:
    """Today's date in a time zone."""
    return datetime.now(ZoneInfo(time_zone)).date()
