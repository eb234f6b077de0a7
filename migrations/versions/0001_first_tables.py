"""first tables

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Compared sign by sign on every engine, whatever the language of a server.
CODE = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")
SORT_KEY = sa.String(length=1100).with_variant(sa.String(length=1100, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "failed_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_in")),
    )
    with op.batch_alter_table("failed_sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_failed_sign_in_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_failed_sign_in_email"), ["email"], unique=False)

    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("built_in", sa.Boolean(), nullable=False),
        sa.Column("current_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("code", name=op.f("uq_indicator_code")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ministry",
                "department",
                "lead-firm",
                "consultancy",
                "association",
                "enterprise",
                name="organisationkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("tax_code", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("end_on >= start_on", name=op.f("ck_programme_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_code")),
    )
    op.create_table(
        "province",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["province.id"], name=op.f("fk_province_successor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_province")),
        sa.UniqueConstraint("code", name=op.f("uq_province_code")),
    )
    op.create_table(
        "component",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=True),
        sa.CheckConstraint("planned >= 0", name=op.f("ck_component_planned_not_negative")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_component_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_component")),
        sa.UniqueConstraint(
            "programme_id", "code", "year", name=op.f("uq_component_programme_id_code_year")
        ),
    )
    with op.batch_alter_table("component", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_component_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "factory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("sector", sa.String(length=200), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("headcount >= 0", name=op.f("ck_factory_headcount_not_negative")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_factory_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_factory_province_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factory")),
        sa.UniqueConstraint("code", name=op.f("uq_factory_code")),
    )
    with op.batch_alter_table("factory", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_factory_province_id"), ["province_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_factory_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "indicator_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "proportion",
                "rate",
                "ratio",
                "score",
                "value",
                "level",
                name="kind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("numerator", sa.String(length=200), nullable=False),
        sa.Column("numerator_vi", sa.String(length=200), nullable=False),
        sa.Column("denominator", sa.String(length=200), nullable=False),
        sa.Column("denominator_vi", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("factor", sa.Double(), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column(
            "better",
            sa.Enum("lower", "higher", name="better", native_enum=False, length=24),
            nullable=False,
        ),
        sa.CheckConstraint(
            "decimals BETWEEN 0 AND 6", name=op.f("ck_indicator_version_decimals_shown")
        ),
        sa.CheckConstraint("factor > 0", name=op.f("ck_indicator_version_factor_positive")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_indicator_version_indicator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_version")),
        sa.UniqueConstraint(
            "indicator_id", "version", name=op.f("uq_indicator_version_indicator_id_version")
        ),
    )
    with op.batch_alter_table("indicator_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_indicator_version_indicator_id"), ["indicator_id"], unique=False
        )

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "programme-lead",
                "consultant",
                "factory-manager",
                "viewer",
                name="role",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope",
            sa.Enum(
                "everything",
                "programme",
                "engagement",
                "factory",
                "province",
                name="scope",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("code", CODE, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_membership_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "account_id",
            "role",
            "scope",
            "code",
            name=op.f("uq_membership_account_id_role_scope_code"),
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_account_id"), ["account_id"], unique=False)

    op.create_table(
        "programme_partner",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_programme_partner_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_partner_programme_id")
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "organisation_id", name=op.f("pk_programme_partner")
        ),
    )
    op.create_table(
        "programme_province",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_province_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_programme_province_province_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "province_id", name=op.f("pk_programme_province")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_digest")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)

    op.create_table(
        "engagement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("factory_id", sa.Integer(), nullable=False),
        sa.Column("component", CODE, nullable=False),
        sa.Column("batch", sa.String(length=200), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "selected",
                "kick-off",
                "baseline",
                "plan",
                "improvement",
                "evaluation",
                "closed",
                "sustain",
                "complete",
                "dropped-out",
                name="stage",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("drop_out_reason", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("baseline_from", sa.Date(), nullable=True),
        sa.Column("baseline_to", sa.Date(), nullable=True),
        sa.Column("follow_up_from", sa.Date(), nullable=True),
        sa.Column("follow_up_to", sa.Date(), nullable=True),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "baseline_to >= baseline_from", name=op.f("ck_engagement_baseline_ends_after_start")
        ),
        sa.CheckConstraint("end_on >= start_on", name=op.f("ck_engagement_ends_after_start")),
        sa.CheckConstraint(
            "follow_up_from > baseline_to", name=op.f("ck_engagement_follow_up_after_baseline")
        ),
        sa.CheckConstraint(
            "follow_up_to >= follow_up_from", name=op.f("ck_engagement_follow_up_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["factory_id"], ["factory.id"], name=op.f("fk_engagement_factory_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_engagement_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
        sa.UniqueConstraint("code", name=op.f("uq_engagement_code")),
    )
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_engagement_factory_id"), ["factory_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_engagement_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "programme_factory",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("factory_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["factory_id"], ["factory.id"], name=op.f("fk_programme_factory_factory_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_factory_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "factory_id", name=op.f("pk_programme_factory")),
    )
    with op.batch_alter_table("programme_factory", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_factory_factory_id"), ["factory_id"], unique=False
        )

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "other-change",
                "holiday",
                "people",
                "method",
                "other",
                name="eventkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("rebase", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_event_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint(
            "engagement_id",
            "scope",
            "on",
            "kind",
            "text",
            name=op.f("uq_event_engagement_id_scope_on_kind_text"),
        ),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=200), nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.Column("covers", sa.Double(), nullable=True),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("selection", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("covers > 0 AND covers <= 1", name=op.f("ck_measure_covers_a_share")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_measure_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_measure_indicator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint(
            "engagement_id",
            "indicator_id",
            "scope",
            name=op.f("uq_measure_engagement_id_indicator_id_scope"),
        ),
    )
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_measure_engagement_id"), ["engagement_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_measure_indicator_id"), ["indicator_id"], unique=False)
        batch_op.create_index(
            "uq_measure_main",
            ["engagement_id"],
            unique=True,
            sqlite_where=sa.text("main"),
            postgresql_where=sa.text("main"),
        )

    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lot", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("numerator", sa.Double(), nullable=True),
        sa.Column("denominator", sa.Double(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column(
            "trust",
            sa.Enum(
                "self-reported",
                "seen",
                "cross-checked",
                "third-party",
                name="trust",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(value IS NULL) <> (numerator IS NULL)"
            " AND (numerator IS NULL) = (denominator IS NULL)",
            name=op.f("ck_reading_counts_or_a_value"),
        ),
        sa.CheckConstraint("denominator >= 0", name=op.f("ck_reading_denominator_not_negative")),
        sa.CheckConstraint("numerator >= 0", name=op.f("ck_reading_numerator_not_negative")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_reading_ends_after_start")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_reading_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint(
            "measure_id",
            "from_on",
            "to_on",
            "lot",
            name=op.f("uq_reading_measure_id_from_on_to_on_lot"),
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_reading_uuid")),
    )
    op.create_table(
        "result",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "proportion",
                "rate",
                "ratio",
                "score",
                "value",
                "level",
                name="kind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "verdict",
            sa.Enum(
                "not-measured",
                "not-comparable",
                "too-little-data",
                "improved",
                "worse",
                "no-clear-change",
                name="verdict",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "strength",
            sa.Enum(
                "claimed",
                "measured",
                "signal",
                "sustained",
                "partly-sustained",
                "slipped",
                name="strength",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "trust",
            sa.Enum(
                "self-reported",
                "seen",
                "cross-checked",
                "third-party",
                name="trust",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("baseline_value", sa.Double(), nullable=True),
        sa.Column("baseline_numerator", sa.Double(), nullable=True),
        sa.Column("baseline_denominator", sa.Double(), nullable=True),
        sa.Column("follow_up_value", sa.Double(), nullable=True),
        sa.Column("follow_up_numerator", sa.Double(), nullable=True),
        sa.Column("follow_up_denominator", sa.Double(), nullable=True),
        sa.Column("later_value", sa.Double(), nullable=True),
        sa.Column("absolute", sa.Double(), nullable=True),
        sa.Column("relative", sa.Double(), nullable=True),
        sa.Column("improvement", sa.Double(), nullable=True),
        sa.Column(
            "target_state",
            sa.Enum(
                "none",
                "met-at-baseline",
                "lost",
                "behind",
                "on-way",
                "met",
                name="targetstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("computed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_result_measure_id")),
        sa.PrimaryKeyConstraint("measure_id", name=op.f("pk_result")),
    )
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_result_verdict"), ["verdict"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_result_verdict"))

    op.drop_table("result")
    op.drop_table("reading")
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_measure_main", sqlite_where=sa.text("main"), postgresql_where=sa.text("main")
        )
        batch_op.drop_index(batch_op.f("ix_measure_indicator_id"))
        batch_op.drop_index(batch_op.f("ix_measure_engagement_id"))

    op.drop_table("measure")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_engagement_id"))

    op.drop_table("event")
    with op.batch_alter_table("programme_factory", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_factory_factory_id"))

    op.drop_table("programme_factory")
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_engagement_programme_id"))
        batch_op.drop_index(batch_op.f("ix_engagement_factory_id"))

    op.drop_table("engagement")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_account_id"))

    op.drop_table("sign_in")
    op.drop_table("programme_province")
    op.drop_table("programme_partner")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_account_id"))

    op.drop_table("membership")
    with op.batch_alter_table("indicator_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_indicator_version_indicator_id"))

    op.drop_table("indicator_version")
    with op.batch_alter_table("factory", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_factory_sort_key"))
        batch_op.drop_index(batch_op.f("ix_factory_province_id"))

    op.drop_table("factory")
    with op.batch_alter_table("component", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_component_programme_id"))

    op.drop_table("component")
    op.drop_table("province")
    op.drop_table("programme")
    op.drop_table("organisation")
    op.drop_table("indicator")
    with op.batch_alter_table("failed_sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_failed_sign_in_email"))
        batch_op.drop_index(batch_op.f("ix_failed_sign_in_at"))

    op.drop_table("failed_sign_in")
    op.drop_table("account")
