"""The demo's story: two invented programmes, and figures that others published.

HD2020 is closed and always the same; BN-MAU is under way and dated from the day of loading.
"""

from __future__ import annotations

from datetime import date

from coachtrack.cli.story import bn_mau, hd2020
from coachtrack.cli.story.claims import claims
from coachtrack.cli.story.rows import SHEETS, Sheets


def sheets(today: date) -> Sheets:
    """The whole demo as a workbook: for each sheet its rows under the English headings."""
    parts = (hd2020.sheets(), bn_mau.sheets(today), {"Claims": claims()})
    return {name: [row for part in parts for row in part.get(name, [])] for name in SHEETS}
