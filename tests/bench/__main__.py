"""`python -m tests.bench [TABLE …]`: print the tables, all of them by default."""

from __future__ import annotations

import argparse
import time

from tests.bench import (
    arithmetic,
    dashboard,
    importing,
    listing,
    painting,
    summarising,
    timing,
)

TABLES = {
    "dashboard": dashboard.tables,
    "arithmetic": arithmetic.tables,
    "import": importing.tables,
    "summary": summarising.tables,
    "paint": painting.tables,
    "list": listing.tables,
}


def main() -> None:
    """Print each table as soon as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("table", nargs="*", help=", ".join(TABLES))
    parser.add_argument("--cpu", action="store_true", help="processor time, on a busy machine")
    asked = parser.parse_args()
    chosen = asked.table or list(TABLES)
    if unknown := set(chosen) - set(TABLES):
        parser.error(f"no such table: {', '.join(sorted(unknown))}")
    if asked.cpu:
        timing.clock = time.process_time
    begun = time.monotonic()
    print(timing.machine())
    for name in chosen:
        for table in TABLES[name]():
            print(table, flush=True)
    print(f"\nMeasured in {time.monotonic() - begun:.0f} s.")


if __name__ == "__main__":
    main()
