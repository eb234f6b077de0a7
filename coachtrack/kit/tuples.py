"""Rows by the thousand, as tuples of columns: no entity is made of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sqlalchemy import Select

from coachtrack.extensions import db

Row = TypeVar("Row")


def rows_as(
    make: Callable[[Iterable[Any]], Row], query: Select[*tuple[Any, ...]], **values: object
) -> list[Row]:
    """What a query of columns finds, each row made into `make`; `values` fill its parameters."""
    session = db.session()
    # A connection does not see what the session has not sent yet.
    session.flush()
    return list(map(make, session.connection().execute(query, values).all()))
