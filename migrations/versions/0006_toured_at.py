"""account: since when the first steps need not be shown any more

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("toured_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "toured_at")
