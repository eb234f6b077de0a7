"""Column types and mixins that several tables share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, Integer, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator


def _sign_by_sign(length: int) -> String:
    """Text that every engine puts in one order, whatever the language of a server."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


CODE = _sign_by_sign(40)
NAME = String(200)
#: `text.vietnamese_key` of a name.
SORT_KEY = _sign_by_sign(1100)


class Moment(TypeDecorator[datetime]):
    """An instant, stored in UTC; refuses one without a time zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None else value.replace(tzinfo=UTC)


class Words(TypeDecorator[tuple[str, ...]]):
    """A short list of texts in order, such as the names of a team."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        return "\n".join(value or ())

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        return tuple(value.split("\n")) if value else ()


class Choice(Enum):
    """A word out of an enumeration; reading one is a look into a table and nothing else."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        return {None: None, **{word.value: word for word in self.enum_class or ()}}.__getitem__


def choice(words: type[StrEnum]) -> Choice:
    """A column for one of these words, stored as its code on both engines."""
    return Choice(
        words,
        native_enum=False,
        length=24,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


class Withdrawable:
    """A row that is never deleted, only withdrawn with a reason."""

    #: Why it no longer counts; empty: it counts.
    withdrawn: Mapped[str] = mapped_column(String(500), default="")


class Edited:
    """A row that people edit: saving an older version of it is refused."""

    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
