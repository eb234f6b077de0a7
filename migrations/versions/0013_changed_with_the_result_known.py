"""engagement: when its main measure or its windows were changed though the result was known

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("engagement", sa.Column("main_changed_on", sa.Date(), nullable=True))
    op.add_column("engagement", sa.Column("windows_changed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("engagement", "windows_changed_on")
    op.drop_column("engagement", "main_changed_on")
