"""programme: the last number of an engagement that was removed

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.Column("numbered", sa.Integer(), nullable=False, server_default="0")
    op.add_column("programme", number)


def downgrade() -> None:
    op.drop_column("programme", "numbered")
