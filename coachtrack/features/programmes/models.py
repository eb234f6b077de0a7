"""Tables of programmes: their provinces, partners, components and factories."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coachtrack.extensions import Model, metadata
from coachtrack.features.factories.models import Factory, Organisation, Province
from coachtrack.kit.columns import CODE, NAME, SORT_KEY, Edited
from coachtrack.kit.journal.naming import Journaled

programme_province = Table(
    "programme_province",
    metadata,
    Column("programme_id", ForeignKey("programme.id"), primary_key=True),
    Column("province_id", ForeignKey("province.id"), primary_key=True),
)

programme_partner = Table(
    "programme_partner",
    metadata,
    Column("programme_id", ForeignKey("programme.id"), primary_key=True),
    Column("organisation_id", ForeignKey("organisation.id"), primary_key=True),
)

#: A programme lists its factories; whoever sees the programme sees these.
programme_factory = Table(
    "programme_factory",
    metadata,
    Column("programme_id", ForeignKey("programme.id"), primary_key=True),
    Column("factory_id", ForeignKey("factory.id"), primary_key=True, index=True),
)


class Programme(Edited, Model):
    """An agreed effort of partners, with dates, provinces and components."""

    __table_args__ = (CheckConstraint("end_on >= start_on", name="ends_after_start"),)

    __journal__ = Journaled(
        ("code",),
        "programme",
        place="programme",
        about=("name",),
        without=("numbered",),
        lists=("provinces", "partners", "factories"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    search_key: Mapped[str] = mapped_column(Text)
    #: The name in a form that sorts in Vietnamese order on every engine.
    sort_key: Mapped[str] = mapped_column(SORT_KEY, index=True)
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]
    #: Shop-floor days are days in this time zone.
    time_zone: Mapped[str] = mapped_column(String(64), default="Asia/Ho_Chi_Minh")
    #: The last number that an engagement had which was removed; it is not given out again.
    numbered: Mapped[int] = mapped_column(default=0, server_default="0")
    #: Everything in it is invented, and every page, sheet and answer says so.
    demo: Mapped[bool] = mapped_column(default=False)

    provinces: Mapped[list[Province]] = relationship(
        secondary=programme_province, order_by=Province.code
    )
    partners: Mapped[list[Organisation]] = relationship(
        secondary=programme_partner, order_by=Organisation.code
    )
    factories: Mapped[list[Factory]] = relationship(
        secondary=programme_factory, order_by=Factory.code
    )


class Component(Model):
    """A part of a programme, with the number of factories planned for a year."""

    __table_args__ = (
        UniqueConstraint("programme_id", "code", "year"),
        CheckConstraint("planned >= 0", name="planned_not_negative"),
    )

    __journal__ = Journaled(
        ("programme_id", "code", "year"), "component", within="programme_id", about=("name",)
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    code: Mapped[str] = mapped_column(CODE)
    name: Mapped[str] = mapped_column(NAME)
    #: 0 where the plan names no year, so that the constraint holds on both engines.
    year: Mapped[int] = mapped_column(default=0)
    planned: Mapped[int | None]

    programme: Mapped[Programme] = relationship()
