"""measure: a target as so many percent better, until the baseline makes it a figure

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("measure", sa.Column("gain", sa.Double(), nullable=True))


def downgrade() -> None:
    op.drop_column("measure", "gain")
