"""Tables of organisations, factories and the provinces they lie in."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coachtrack.extensions import Model
from coachtrack.kit.columns import CODE, NAME, SORT_KEY, Edited, choice
from coachtrack.kit.journal.naming import Journaled


class OrganisationKind(StrEnum):
    """What an organisation is to a programme."""

    MINISTRY = "ministry"
    DEPARTMENT = "department"
    LEAD_FIRM = "lead-firm"
    CONSULTANCY = "consultancy"
    ASSOCIATION = "association"
    ENTERPRISE = "enterprise"


class Province(Model):
    """A provincial unit; units until 30 June 2025 and since 1 July 2025 are rows of their own."""

    __journal__ = Journaled(("code",))

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The official number; a unit of 2025 carries "-2025" behind it, as numbers were used again.
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    #: The unit that this one is part of now.
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("province.id"))

    successor: Mapped[Province | None] = relationship(remote_side=[id])

    @property
    def as_now(self) -> Province:
        """The unit of today in which this one lies."""
        return self.successor or self


class Organisation(Edited, Model):
    """A ministry, a department, a lead firm, a consultancy, an association or an enterprise."""

    __journal__ = Journaled(("code",), "organisation", about=("name",))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    search_key: Mapped[str] = mapped_column(Text)
    kind: Mapped[OrganisationKind] = mapped_column(choice(OrganisationKind))
    tax_code: Mapped[str] = mapped_column(String(20), default="")


class Factory(Edited, Model):
    """A site of an enterprise, where coaching happens."""

    __table_args__ = (CheckConstraint("headcount >= 0", name="headcount_not_negative"),)

    __journal__ = Journaled(("code",), "factory", about=("name",))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    #: The name and code without tone marks, for searching.
    search_key: Mapped[str] = mapped_column(Text)
    #: The name in a form that sorts in Vietnamese order on every engine.
    sort_key: Mapped[str] = mapped_column(SORT_KEY, index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    #: The finest unit known: where it lay then, not where that unit belongs now.
    province_id: Mapped[int] = mapped_column(ForeignKey("province.id"), index=True)
    sector: Mapped[str] = mapped_column(NAME, default="")
    headcount: Mapped[int | None]

    organisation: Mapped[Organisation | None] = relationship()
    province: Mapped[Province] = relationship()
