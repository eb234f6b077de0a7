"""reading: who wrote it last and when, and where it stood before it was moved

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Within the column, as SQLite adds no constraint to a table that is there; in words, as
    # Alembic leaves out its name there.
    op.execute(
        "ALTER TABLE reading ADD COLUMN saved_by_id INTEGER"
        " CONSTRAINT fk_reading_saved_by_id REFERENCES account (id)"
    )
    op.add_column("reading", sa.Column("saved_at", sa.DateTime(), nullable=True))
    op.create_table(
        "former_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("lot", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["reading.id"], name=op.f("fk_former_period_reading_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_period")),
    )
    op.create_index(op.f("ix_former_period_reading_id"), "former_period", ["reading_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_former_period_reading_id"), table_name="former_period")
    op.drop_table("former_period")
    op.drop_column("reading", "saved_at")
    op.drop_column("reading", "saved_by_id")
