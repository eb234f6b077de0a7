"""Tables of organisations, factories and the provinces they lie in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from coachtrack.extensions import Model
from coachtrack.kit.columns import CODE, NAME, SORT_KEY, Edited, Moment, choice
from coachtrack.kit.journal.naming import Journaled
from coachtrack.kit.permissions import Audience


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


class Consent(Edited, Model):
    """To whom a factory shows its figures by name, and whether they count in comparisons.

    A factory that was not asked yet has no row, or nothing in a column: it is shown by name, as
    its programme is there to be reported on, and counts in no comparison.
    """

    __journal__ = Journaled(("factory_id",), "consent", without=("decided_by", "decided_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    factory_id: Mapped[int] = mapped_column(ForeignKey("factory.id"), unique=True)
    #: Whether its figures are shown by name to those who look on behalf of a province.
    to_province: Mapped[bool | None]
    to_ministry: Mapped[bool | None]
    to_lead_firm: Mapped[bool | None]
    #: Whether they count, without a name, in what other factories are compared with.
    compared: Mapped[bool | None]
    #: Who of the factory said so, where somebody else wrote it down.
    told_by: Mapped[str] = mapped_column(NAME, default="")
    #: Who wrote it down last, by name as it was then.
    decided_by: Mapped[str] = mapped_column(NAME)
    decided_at: Mapped[datetime] = mapped_column(Moment)

    factory: Mapped[Factory] = relationship()


#: What a factory says of each audience.
SHOWN_TO: Mapping[Audience, InstrumentedAttribute[bool | None]] = {
    Audience.PROVINCE: Consent.to_province,
    Audience.MINISTRY: Consent.to_ministry,
    Audience.LEAD_FIRM: Consent.to_lead_firm,
}
