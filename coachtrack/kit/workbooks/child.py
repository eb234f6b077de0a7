"""The process that parses an uploaded workbook and writes its cells as lines of JSON.

It runs alone, with limits on memory and time, and ends with its parent. Each line is a list:
`["sheet", name]`, `["rows", [[row number, [values from column A]], …]]`, at the end `["done"]` or
`["problem", code, place]`.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

from coachtrack.kit.workbooks.protocol import BATCH_ROWS, BATCH_TEXT, Limits, Problem

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

#: openpyxl loads these when they are installed; nothing here needs them.
NOT_NEEDED = ("numpy", "PIL", "lxml")


class Lines:
    """Writes messages to the parent."""

    def __init__(self) -> None:
        self.out = sys.stdout.buffer
        self.encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

    def send(self, *message: Any) -> None:
        """One message, at once."""
        self._write(self.encode(message))

    def send_rows(self, rows: Iterator[tuple[int, list[Any]]]) -> None:
        """Rows in batches, so that the parent works on one while the next is parsed."""
        batch: list[str] = []
        text = 0
        for row in rows:
            batch.append(self.encode(row))
            text += len(batch[-1])
            if len(batch) == BATCH_ROWS or text > BATCH_TEXT:
                self._write_rows(batch)
                batch, text = [], 0
        if batch:
            self._write_rows(batch)

    def _write_rows(self, batch: list[str]) -> None:
        self._write(f'["rows",[{",".join(batch)}]]')

    def _write(self, line: str) -> None:
        self.out.write(line.encode() + b"\n")
        self.out.flush()


def main(path: str, limits: Limits) -> None:
    """Send everything that the workbook holds, or why it cannot be read."""
    # Loaded under the limits, and without what openpyxl would load besides.
    sys.modules.update(dict.fromkeys(NOT_NEEDED))  # type: ignore[arg-type]
    from coachtrack.kit.workbooks import parsing

    lines = Lines()
    try:
        for name, rows in parsing.sheets(path, limits):
            lines.send("sheet", name)
            lines.send_rows(rows)
        lines.send("done")
    except parsing.Refused as refused:
        lines.send("problem", refused.problem, refused.place)
    except MemoryError:
        lines.send("problem", Problem.TOO_MUCH_MEMORY, "")
    except Exception:
        # Whatever a hostile file provokes in the parser, the person reads one sentence.
        lines.send("problem", Problem.DAMAGED, "")


def _limit(limits: Limits) -> None:
    if resource is None:
        return
    wanted = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # not settable on this system
            continue


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    allowed = Limits(**json.loads(sys.argv[2]))
    _limit(allowed)
    warnings.simplefilter("ignore")
    threading.Thread(target=_end_with_parent, daemon=True).start()
    main(sys.argv[1], allowed)
