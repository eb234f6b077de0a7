"""objection: the figure as it was when somebody objected to it, and when the answer was read

Revision: 0021, after 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("objection", sa.Column("figures", sa.JSON(), nullable=True))
    op.add_column("objection", sa.Column("revision", sa.Integer(), nullable=True))
    op.add_column("objection", sa.Column("read_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("objection", "read_at")
    op.drop_column("objection", "revision")
    op.drop_column("objection", "figures")
