"""Figures and days as a chart writes them, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from flask_babel import get_locale

from coachtrack.kit import formats

#: Units that stand on every label; longer ones stand once, at the axis.
SHORT_UNIT = 3


@dataclass(frozen=True, slots=True)
class Numerals:
    """Figures in one unit, with a number of decimals."""

    unit: str
    decimals: int

    def value(self, value: float) -> str:
        """A figure with its unit."""
        return formats.value_with_unit(value, self.unit, self.decimals)

    def label(self, value: float) -> str:
        """A figure where room is short: long units stay at the axis."""
        return self.value(value) if self.short_unit else formats.number(value, self.decimals)

    def chosen(self, value: float) -> str:
        """A figure that somebody chose, with its unit: with as many decimals as it has."""
        decimals = formats.decimals_in(value, self.decimals)
        return formats.value_with_unit(value, self.unit, decimals)

    def target(self, value: float) -> str:
        """The same where room is short, and as short as it can be."""
        unit = self.unit if self.short_unit else ""
        return formats.value_with_unit(value, unit)

    def tick(self, value: float) -> str:
        """A round figure at an axis."""
        return formats.value_with_unit(value, self.unit if self.unit == "%" else "")

    def days(self, start: date, end: date) -> str:
        """A day, or the first and the last of several."""
        return formats.span(start, end)

    def day_and_month(self, day: date) -> str:
        """A day at an axis that says the year once."""
        language = str(get_locale() or "en")
        return format_date(day, "dd/MM" if language == "vi" else "d MMM", locale=language)

    @property
    def short_unit(self) -> bool:
        """Whether the unit is a mere sign, such as % or ppm."""
        return len(self.unit) <= SHORT_UNIT
