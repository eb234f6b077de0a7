"""visit and event: why one of them does not count

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("visit", "event"):
        reason = sa.Column("withdrawn", sa.String(length=500), nullable=False, server_default="")
        op.add_column(table, reason)


def downgrade() -> None:
    for table in ("visit", "event"):
        op.drop_column(table, "withdrawn")
