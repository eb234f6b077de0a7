"""search keys with tones, and the names of programmes in Vietnamese order

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

from coachtrack.kit.searching import search_key, sort_key

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SORT_KEY = sa.String(length=1100).with_variant(sa.String(length=1100, collation="C"), "postgresql")
#: What a row is found by.
SEARCHED = {
    "organisation": ("name",),
    "programme": ("code", "name"),
    "factory": ("code", "name"),
    "engagement": ("code",),
    "claim": (
        *("code", "programme_text", "factory_text", "country", "province", "indicator"),
        *("metric_as_printed", "baseline", "follow_up", "unit", "change", "change_kind"),
        *("qualifier", "scope", "firms", "period", "note", "grade", "source", "url", "date"),
    ),
}


def upgrade() -> None:
    column = sa.Column("sort_key", SORT_KEY, nullable=False, server_default="")
    op.add_column("programme", column)
    for name, columns in SEARCHED.items():
        _write_search_keys(name, columns)
    _write_sort_keys()
    op.create_index(op.f("ix_programme_sort_key"), "programme", ["sort_key"])


def downgrade() -> None:
    op.drop_index(op.f("ix_programme_sort_key"), "programme")
    op.drop_column("programme", "sort_key")


def _write_search_keys(name, columns) -> None:
    table = sa.table(name, sa.column("id"), sa.column("search_key"), *map(sa.column, columns))
    rows = op.get_bind().execute(sa.select(table.c.id, *(table.c[each] for each in columns)))
    _write(
        table, "search_key", [(n, search_key(" ".join(filter(None, told)))) for n, *told in rows]
    )


def _write_sort_keys() -> None:
    table = sa.table("programme", sa.column("id"), sa.column("name"), sa.column("sort_key"))
    rows = op.get_bind().execute(sa.select(table.c.id, table.c.name))
    _write(table, "sort_key", [(n, sort_key(name)) for n, name in rows])


def _write(table, column, keys) -> None:
    if keys:
        changed = sa.update(table).where(table.c.id == sa.bindparam("row"))
        values = [{"row": n, "key": key} for n, key in keys]
        op.get_bind().execute(changed.values({column: sa.bindparam("key")}), values)
