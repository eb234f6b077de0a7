"""people: links to choose a password, second factors, browsers by name, and mail to send

Revision: 0016, after 0015
"""

import secrets

import sqlalchemy as sa
from alembic import op

from coachtrack.kit.searching import search_key, sort_key

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SORT_KEY = sa.String(length=1100).with_variant(sa.String(length=1100, collation="C"), "postgresql")
TRIED = sa.Enum("password", "code", "link", "reset", name="tried", native_enum=False, length=24)
KIND = sa.Enum(
    "invitation", "reset", "second-step", name="ticketkind", native_enum=False, length=24
)


def upgrade() -> None:
    _accounts()
    _sign_ins()
    _drop_failed_sign_ins()
    op.create_table(
        "failed_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", TRIED, nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_try")),
    )
    op.create_index("ix_failed_try_tried", "failed_try", ["what", "subject", "at"])
    op.create_index(op.f("ix_failed_try_at"), "failed_try", ["at"])
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(254), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_ticket_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("digest", name=op.f("uq_ticket_digest")),
    )
    op.create_index(op.f("ix_ticket_account_id"), "ticket", ["account_id"])
    op.create_index(op.f("ix_ticket_expires_at"), "ticket", ["expires_at"])
    op.create_table(
        "reset_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("site", sa.String(300), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_request")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_recovery_code_digest")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"])
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("problem", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
    )
    op.create_index(op.f("ix_outgoing_mail_due_at"), "outgoing_mail", ["due_at"])


def downgrade() -> None:
    for table in ("outgoing_mail", "recovery_code", "reset_request", "ticket", "failed_try"):
        op.drop_table(table)
    op.create_table(
        "failed_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_in")),
    )
    op.create_index(op.f("ix_failed_sign_in_at"), "failed_sign_in", ["at"])
    op.create_index(op.f("ix_failed_sign_in_email"), "failed_sign_in", ["email"])
    with op.batch_alter_table("sign_in") as batch:
        batch.drop_constraint(op.f("uq_sign_in_handle"), type_="unique")
        for column in ("handle", "browser", "system"):
            batch.drop_column(column)
    with op.batch_alter_table("account") as batch:
        batch.drop_index(op.f("ix_account_sort_key"))
        batch.drop_constraint(op.f("uq_account_handle"), type_="unique")
        for column in ("handle", "search_key", "sort_key", "seen_at", "second_factor", "last_step"):
            batch.drop_column(column)


def _accounts() -> None:
    for column in (
        sa.Column("handle", sa.String(20), nullable=False, server_default=""),
        sa.Column("search_key", sa.Text(), nullable=False, server_default=""),
        sa.Column("sort_key", SORT_KEY, nullable=False, server_default=""),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("second_factor", sa.String(64), nullable=False, server_default=""),
        sa.Column("last_step", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("account", column)
    table = sa.table(
        "account", *map(sa.column, ("id", "name", "email", "handle", "search_key", "sort_key"))
    )
    rows = op.get_bind().execute(sa.select(table.c.id, table.c.name, table.c.email)).all()
    for identity, name, email in rows:
        keys = {"search_key": search_key(f"{name} {email}"), "sort_key": sort_key(name)}
        changed = sa.update(table).where(table.c.id == identity)
        op.get_bind().execute(changed.values(handle=secrets.token_hex(10), **keys))
    with op.batch_alter_table("account") as batch:
        batch.create_unique_constraint(op.f("uq_account_handle"), ["handle"])
        batch.create_index(op.f("ix_account_sort_key"), ["sort_key"])


def _sign_ins() -> None:
    for column in (
        sa.Column("handle", sa.String(20), nullable=False, server_default=""),
        sa.Column("browser", sa.String(40), nullable=False, server_default=""),
        sa.Column("system", sa.String(40), nullable=False, server_default=""),
    ):
        op.add_column("sign_in", column)
    table = sa.table("sign_in", sa.column("id"), sa.column("handle"))
    for (identity,) in op.get_bind().execute(sa.select(table.c.id)).all():
        changed = sa.update(table).where(table.c.id == identity)
        op.get_bind().execute(changed.values(handle=secrets.token_hex(10)))
    with op.batch_alter_table("sign_in") as batch:
        batch.create_unique_constraint(op.f("uq_sign_in_handle"), ["handle"])


def _drop_failed_sign_ins() -> None:
    """Of the last quarter of an hour only; they are counted anew."""
    op.drop_table("failed_sign_in")
