"""consent: to whom a factory shows its figures, and on whose behalf a viewer looks

Revision: 0020, after 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

AUDIENCE = sa.Enum(
    "province", "ministry", "lead-firm", name="audience", native_enum=False, length=24
)


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("factory_id", sa.Integer(), nullable=False),
        sa.Column("to_province", sa.Boolean(), nullable=True),
        sa.Column("to_ministry", sa.Boolean(), nullable=True),
        sa.Column("to_lead_firm", sa.Boolean(), nullable=True),
        sa.Column("compared", sa.Boolean(), nullable=True),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["factory_id"], ["factory.id"], name=op.f("fk_consent_factory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("factory_id", name=op.f("uq_consent_factory_id")),
    )
    op.add_column("membership", sa.Column("audience", AUDIENCE, nullable=True))


def downgrade() -> None:
    op.drop_column("membership", "audience")
    op.drop_table("consent")
