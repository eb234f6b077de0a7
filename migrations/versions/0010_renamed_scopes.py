"""measure: what its scope was called before

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_scope",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_former_scope_measure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_scope")),
        sa.UniqueConstraint("measure_id", "scope", name=op.f("uq_former_scope_measure_id_scope")),
    )


def downgrade() -> None:
    op.drop_table("former_scope")
