"""result: the version of the definition under which it was computed

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Those few that stand under an earlier reading are set right by `coachtrack recompute`.
LATEST = """
    UPDATE result SET version = COALESCE(
        (SELECT reading.version FROM reading
         WHERE reading.measure_id = result.measure_id AND reading.withdrawn = ''
         ORDER BY reading.from_on DESC, reading.to_on DESC, reading.lot DESC LIMIT 1),
        (SELECT indicator.current_version FROM measure
         JOIN indicator ON indicator.id = measure.indicator_id
         WHERE measure.id = result.measure_id))
"""
DETAILS = {
    "sqlite": "json_set(details, '$.version', version)",
    "postgresql": "(details::jsonb || jsonb_build_object('version', version))::json",
}


def upgrade() -> None:
    op.add_column("result", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.execute(LATEST)
    op.execute(f"UPDATE result SET details = {DETAILS[op.get_bind().dialect.name]}")


def downgrade() -> None:
    op.drop_column("result", "version")
