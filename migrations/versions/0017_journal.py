"""journal: what was changed, by whom, and the seals over it; it begins with the readings there are

Revision: 0017, after 0016
"""

import json
from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from coachtrack.kit.text import heard

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

CODE = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")
DOOR = sa.Enum("form", "workbook", "phone", "api", "command", native_enum=False, length=24)
ACTION = sa.Enum("added", "changed", "removed", native_enum=False, length=24)
WRITE = ("id", "account_id", "name", "email", "at", "door", "reason")
SEAL = ("id", "programme", "number", "previous", "digest", "entries", "sealed_at")
CONTENT = ("id", "write_id", "programme", "engagement", "subject", "row", "formerly", "action")
CONTENT += ("about", "changes", "search_key")
#: Which columns of a table nobody may change.
FIXED = {"journal_write": WRITE, "journal_seal": SEAL, "journal_entry": CONTENT}
READING = ("uuid", "version", "lot", "from_on", "to_on", "numerator", "denominator", "value")
READING += ("trust", "source", "note", "withdrawn")


def upgrade() -> None:
    op.create_table(
        "journal_write",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("door", DOOR, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_write")),
    )
    op.create_index("ix_journal_write_at", "journal_write", ["at"])
    op.create_table(
        "journal_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme", CODE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_seal")),
        sa.UniqueConstraint("programme", "number", name=op.f("uq_journal_seal_programme_number")),
    )
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("write_id", sa.Integer(), nullable=False),
        sa.Column("programme", CODE, nullable=False),
        sa.Column("engagement", CODE, nullable=False),
        sa.Column("subject", sa.String(24), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("formerly", sa.Text(), nullable=False),
        sa.Column("action", ACTION, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("seal_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["write_id"], ["journal_write.id"], name=op.f("fk_journal_entry_write_id")
        ),
        sa.ForeignKeyConstraint(
            ["seal_id"], ["journal_seal.id"], name=op.f("fk_journal_entry_seal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
    )
    for name, columns in (
        ("ix_journal_entry_write_id", ["write_id"]),
        ("ix_journal_entry_place", ["programme", "id"]),
        ("ix_journal_entry_coached", ["engagement", "id"]),
        ("ix_journal_entry_row", ["subject", "row"]),
        ("ix_journal_entry_seal_id", ["seal_id"]),
    ):
        op.create_index(name, "journal_entry", columns)
    begin()
    {"sqlite": guard_sqlite, "postgresql": guard_postgresql}[op.get_bind().dialect.name]()


def downgrade() -> None:
    for table in ("journal_entry", "journal_seal", "journal_write"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION journal_stays()")


def begin() -> None:
    """Note the readings that were there before, so that what becomes of them can be followed."""
    connection = op.get_bind()
    tables = sa.MetaData()
    names = ("reading", "measure", "indicator", "engagement", "programme", "journal_write")
    tables.reflect(connection, only=(*names, "journal_entry"))
    r, m, i, e, p, write, entry = (tables.tables[name] for name in (*names, "journal_entry"))
    joined = r.join(m, r.c.measure_id == m.c.id).join(i, m.c.indicator_id == i.c.id)
    joined = joined.join(e, m.c.engagement_id == e.c.id).join(p, e.c.programme_id == p.c.id)
    place = (p.c.code, e.c.code, i.c.code, m.c.scope)
    wanted = sa.select(*place, *(r.c[name] for name in READING)).select_from(joined)
    added: dict[tuple[str, ...], list[list[object]]] = {}
    for row in connection.execute(wanted.order_by(r.c.measure_id, r.c.from_on, r.c.id)):
        identity, *said = row[4:]
        told = [str(UUID(str(identity))), *map(plain, said)]
        added.setdefault(tuple(row[:4]), []).append(told)
    if not added:
        return
    # The database's own clock may tell the time of another zone.
    at = datetime.now(UTC).replace(tzinfo=None)
    made = write.insert().values(
        name="CoachTrack", email="", at=at, door="command", reason="The journal begins"
    )
    (identity,) = connection.execute(made).inserted_primary_key
    for (programme, engagement, indicator, scope), rows in added.items():
        changes = {"columns": READING, "rows": rows}
        connection.execute(
            entry.insert().values(
                write_id=identity,
                programme=programme,
                engagement=engagement,
                subject="reading",
                row=f"{engagement}/{indicator}/{scope}",
                formerly="",
                action="added",
                about="{}",
                changes=json.dumps(changes, ensure_ascii=False, separators=(",", ":")),
                search_key=heard(f"{engagement} {indicator} {scope}"),
            )
        )


def plain(value: object) -> object:
    """As the journal keeps it."""
    return value if value is None or isinstance(value, (int, float)) else str(value)


def guard_sqlite() -> None:
    """Nobody changes or deletes what was noted; an entry gets its seal once."""
    for table, columns in FIXED.items():
        changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in columns)
        if table == "journal_entry":
            changed += " OR OLD.seal_id IS NOT NULL"
        refused = "BEGIN SELECT RAISE(ABORT, 'the journal is not changed'); END"
        op.execute(
            f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} WHEN {changed} {refused}"
        )
        op.execute(f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {refused}")


def guard_postgresql() -> None:
    """The same there."""
    op.execute(
        "CREATE FUNCTION journal_stays() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'the journal is not changed'; END $$"
    )
    for table, columns in FIXED.items():
        changed = " OR ".join(f'OLD."{n}" IS DISTINCT FROM NEW."{n}"' for n in columns)
        if table == "journal_entry":
            changed += " OR OLD.seal_id IS NOT NULL"
        refused = "EXECUTE FUNCTION journal_stays()"
        op.execute(
            f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table}"
            f" FOR EACH ROW WHEN ({changed}) {refused}"
        )
        op.execute(f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} FOR EACH ROW {refused}")
        op.execute(
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT {refused}"
        )
