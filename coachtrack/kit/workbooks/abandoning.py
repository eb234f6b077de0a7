"""Giving up a sheet that cannot be finished, such as when the disk is full."""

from __future__ import annotations

from contextlib import suppress
from typing import Any


def abandon(sheet: Any) -> None:
    """Close what openpyxl holds open of a sheet written row by row, and remove its file.

    Left alone it would try to finish the sheet when it is forgotten, fail again and say so on
    standard error; the file would stay until the process ends.
    """
    writer = sheet._writer
    if writer is None:
        return
    for unfinished in (sheet._rows, writer.xf):
        if unfinished is not None:
            with suppress(OSError, ValueError):
                unfinished.close()
    with suppress(OSError, ValueError):
        writer.cleanup()
