"""Timing side by side, and the tables in which it is told.

Variants take turns round by round, so that whatever else the machine does meets all of them. What
counts is the ratio of two medians of one run; milliseconds of two runs do not compare.
"""

from __future__ import annotations

import gc
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

PACKAGES = ("flask", "sqlalchemy", "openpyxl", "numpy", "scipy")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one variant over the rounds."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle round."""
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        low, high = min(self.seconds), max(self.seconds)
        return f"{shown(self.median)} [{shown(low)} – {shown(high)}]"


@dataclass(frozen=True, slots=True)
class Line:
    """One variant of a table: its figures, and what it is beside its comparison."""

    name: str
    figure: str
    ratio: str = ""
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Variants beside their comparison, and a sentence on what is compared."""

    title: str
    about: str
    lines: Sequence[Line]

    def __str__(self) -> str:
        rows = [("", "median [lowest – highest]", "ratio", "aim")]
        rows += [(line.name, line.figure, line.ratio, line.aim) for line in self.lines]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        text = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        rule = "-" * max(map(len, text))
        return "\n".join(["", self.title, self.about, rule, text[0], rule, *text[1:], rule])


#: `process_time` on a machine that is busy with other things; what a child process does is lost.
clock = time.perf_counter


def interleaved(variants: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Timing]:
    """Call every variant once a round; the first round warms up and is not counted."""
    told: dict[str, list[float]] = {name: [] for name in variants}
    # What the bench itself holds is nobody's garbage.
    gc.collect()
    gc.freeze()
    for number in range(rounds + 1):
        for name, call in variants.items():
            begun = clock()
            call()
            if number:
                told[name].append(clock() - begun)
    return {name: Timing(tuple(seconds)) for name, seconds in told.items()}


def beside(timings: Mapping[str, Timing], aims: Mapping[str, str]) -> list[Line]:
    """A line for each variant; the first one is what the others are compared with."""
    first = next(iter(timings.values()))
    return [
        Line(
            name,
            str(timing),
            times(timing.median / first.median) if number else "",
            aims.get(name, ""),
        )
        for number, (name, timing) in enumerate(timings.items())
    ]


def times(ratio: float) -> str:
    """A ratio as it is printed."""
    return f"{ratio:.2f} ×" if ratio >= 0.1 else f"{ratio:.4f} ×"


def shown(seconds: float) -> str:
    """A time in seconds, or in milliseconds where it is short."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def machine() -> str:
    """Where this was measured, and with which versions."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    load = f", load {os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else ""
    return f"{platform.platform()}, {os.cpu_count()} cores{load}\n{python}, {packages}"
