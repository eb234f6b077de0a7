"""What every rule of a sheet answers, and what it answers where a sheet has none of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from coachtrack.features.intake.known import Checked, Known
from coachtrack.kit.sheets import Finding

Settled = tuple[Any, Sequence[Finding]]
#: Rows that a note names.
MOST_NAMED = 5


class Rule:
    """A sheet without rules of its own."""

    #: What is found at a field means nothing while there is something wrong with these.
    rests_on: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    def __init__(self, known: Known) -> None:
        self.known = known

    def settle(self, said: Any) -> Settled:
        """What a row says with what it left to be found out, and what is wrong with that."""
        return said, ()

    def partly(self, said: Any) -> Iterable[Finding]:
        """What is wrong with a row's references, even where its other cells could not be read."""
        return ()

    def within(self, row: Checked) -> Iterable[Finding]:
        """What is wrong with a row beside the others of the workbook."""
        return self.partly(row.entry)

    def across(self, rows: Sequence[Checked]) -> Iterable[tuple[int, Finding]]:
        """What is wrong with rows beside their neighbours: row number and finding."""
        return ()
