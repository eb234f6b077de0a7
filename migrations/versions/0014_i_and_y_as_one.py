"""search keys that hold i and y as one letter too

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op

from coachtrack.kit.searching import search_key

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

#: What a row is found by.
SEARCHED = {
    "organisation": ("name",),
    "programme": ("code", "name"),
    "factory": ("code", "name"),
    "engagement": ("code", "team"),
    "claim": (
        *("code", "programme_text", "factory_text", "country", "province", "indicator"),
        *("metric_as_printed", "baseline", "follow_up", "unit", "change", "change_kind"),
        *("qualifier", "scope", "firms", "period", "note", "grade", "source", "url", "date"),
    ),
}


def upgrade() -> None:
    for name, columns in SEARCHED.items():
        _write_search_keys(name, columns)


def downgrade() -> None:
    for name, columns in SEARCHED.items():
        _write_search_keys(name, columns, _as_before)


def _as_before(text) -> str:
    """Without the last line, in which i and y are one letter."""
    return search_key(text).rpartition("\n")[0]


def _write_search_keys(name, columns, key=search_key) -> None:
    table = sa.table(name, *map(sa.column, ("id", "search_key", *columns)))
    rows = op.get_bind().execute(sa.select(table.c.id, *(table.c[each] for each in columns)))
    values = [{"row": n, "key": key(_told(texts))} for n, *texts in rows]
    if values:
        changed = sa.update(table).where(table.c.id == sa.bindparam("row"))
        op.get_bind().execute(changed.values({"search_key": sa.bindparam("key")}), values)


def _told(texts) -> str:
    """In one line, as the names of a team are kept a line each."""
    return " ".join(filter(None, texts)).replace("\n", " ")
