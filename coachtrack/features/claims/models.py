"""The table of figures published elsewhere."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from coachtrack.extensions import Model
from coachtrack.kit.columns import CODE, NAME
from coachtrack.kit.journal.naming import Journaled


class Claim(Model):
    """A before/after figure as it was printed, with its source; never mixed into results."""

    __journal__ = Journaled(("code",), "claim")

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    programme_text: Mapped[str] = mapped_column(String(300), default="")
    factory_text: Mapped[str] = mapped_column(String(300), default="")
    country: Mapped[str] = mapped_column(NAME, default="")
    province: Mapped[str] = mapped_column(NAME, default="")
    indicator: Mapped[str] = mapped_column(NAME, default="")
    #: Word for word.
    metric_as_printed: Mapped[str] = mapped_column(Text)
    #: Figures stay as printed, so they are texts.
    baseline: Mapped[str] = mapped_column(NAME, default="")
    follow_up: Mapped[str] = mapped_column(NAME, default="")
    unit: Mapped[str] = mapped_column(NAME, default="")
    change: Mapped[str] = mapped_column(NAME, default="")
    change_kind: Mapped[str] = mapped_column(NAME, default="")
    qualifier: Mapped[str] = mapped_column(NAME, default="")
    scope: Mapped[str] = mapped_column(NAME, default="")
    firms: Mapped[str] = mapped_column(NAME, default="")
    period: Mapped[str] = mapped_column(NAME, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    #: A controlled study … E press wording or "up to".
    grade: Mapped[str] = mapped_column(String(1))
    source: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text, default="")
    date: Mapped[str] = mapped_column(NAME, default="")
    search_key: Mapped[str] = mapped_column(Text, default="")
