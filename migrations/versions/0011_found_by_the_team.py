"""engagement: found by the names of its team

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

from coachtrack.kit.searching import search_key

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLE = sa.table("engagement", *map(sa.column, ("id", "code", "team", "search_key")))


def upgrade() -> None:
    _write(lambda code, team: search_key(" ".join(filter(None, (code, *team.split("\n"))))))


def downgrade() -> None:
    _write(lambda code, _team: search_key(code))


def _write(key) -> None:
    rows = op.get_bind().execute(sa.select(TABLE.c.id, TABLE.c.code, TABLE.c.team)).all()
    values = [{"row": n, "key": key(code, team or "")} for n, code, team in rows]
    if values:
        changed = sa.update(TABLE).where(TABLE.c.id == sa.bindparam("row"))
        op.get_bind().execute(changed.values({"search_key": sa.bindparam("key")}), values)
