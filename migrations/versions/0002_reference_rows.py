"""reference rows: the provincial units and the built-in indicator library

Revision: 0002, after 0001
"""

import csv
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
LAST_DAY_OF_63 = date(2025, 6, 30)
FIRST_DAY_OF_34 = date(2025, 7, 1)

province = sa.table(
    "province",
    sa.column("id", sa.Integer),
    sa.column("code", sa.String),
    sa.column("name", sa.String),
    sa.column("valid_from", sa.Date),
    sa.column("valid_until", sa.Date),
    sa.column("successor_id", sa.Integer),
)
indicator = sa.table(
    "indicator",
    sa.column("id", sa.Integer),
    sa.column("code", sa.String),
    sa.column("built_in", sa.Boolean),
    sa.column("current_version", sa.Integer),
)
version = sa.table(
    "indicator_version",
    *(sa.column(name, sa.Integer) for name in ("indicator_id", "version", "decimals")),
    *(
        sa.column(name, sa.String)
        for name in (
            "name",
            "name_vi",
            "kind",
            "numerator",
            "numerator_vi",
            "denominator",
            "denominator_vi",
            "unit",
            "better",
        )
    ),
    sa.column("factor", sa.Float),
)


def upgrade() -> None:
    op.bulk_insert(province, _units())
    rows = _read("indicators.csv")
    op.bulk_insert(
        indicator,
        [{"code": row["code"], "built_in": True, "current_version": 1} for row in rows],
    )
    ids = dict(op.get_bind().execute(sa.select(indicator.c.code, indicator.c.id)).tuples().all())
    op.bulk_insert(version, [_version(row, ids[row["code"]]) for row in rows])


def downgrade() -> None:
    op.execute(version.delete())
    op.execute(indicator.delete())
    op.execute(province.update().values(successor_id=None))
    op.execute(province.delete())


def _units() -> list[dict[str, object]]:
    """The 34 units of today first, so that the 63 before can name where they belong now."""
    rows = _read("provinces.csv")
    today = {row["code_from_2025_07_01"]: row["name_from_2025_07_01"] for row in rows}
    numbers = {code: place for place, code in enumerate(today, start=1)}
    units: list[dict[str, object]] = [
        _unit(numbers[code], f"{int(code):02d}-2025", name, FIRST_DAY_OF_34, None, None)
        for code, name in today.items()
    ]
    for place, row in enumerate(rows, start=len(today) + 1):
        code, name = row["code_until_2025_06_30"], row["name_until_2025_06_30"]
        successor = numbers[row["code_from_2025_07_01"]]
        units.append(_unit(place, f"{int(code):02d}", name, None, LAST_DAY_OF_63, successor))
    return units


def _unit(
    place: int,
    code: str,
    name: str,
    valid_from: date | None,
    valid_until: date | None,
    successor: int | None,
) -> dict[str, object]:
    return {
        "id": place,
        "code": code,
        "name": name,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "successor_id": successor,
    }


def _version(row: dict[str, str], indicator_id: int) -> dict[str, object]:
    words = {name: text for name, text in row.items() if name != "code"}
    return {
        **words,
        "indicator_id": indicator_id,
        "version": 1,
        "factor": float(row["factor"]),
        "decimals": int(row["decimals"]),
    }


def _read(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
