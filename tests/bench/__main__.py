"""`python -m tests.bench [TABLE …]`: print the tables, all of them by default."""

from __future__ import annotations

import argparse
import time

from tests.bench import dashboard
from tests.bench.timing import machine

TABLES = {
    "dashboard": dashboard.tables,
}


def main() -> None:
    """Print each table as soon as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("table", nargs="*", help=", ".join(TABLES))
    chosen = parser.parse_args().table or list(TABLES)
    if unknown := set(chosen) - set(TABLES):
        parser.error(f"no such table: {', '.join(sorted(unknown))}")
    begun = time.monotonic()
    print(machine())
    for name in chosen:
        for table in TABLES[name]():
            print(table, flush=True)
    print(f"\nMeasured in {time.monotonic() - begun:.0f} s.")


if __name__ == "__main__":
    main()
