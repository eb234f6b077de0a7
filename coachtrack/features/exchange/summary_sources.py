"""The sheets of what the figures rest on: definitions and readings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from coachtrack.domain.pooling import value_of
from coachtrack.domain.types import Reading, Trust
from coachtrack.features.exchange.summary_data import ReadingLine, SummaryData, readings
from coachtrack.features.exchange.summary_words import count
from coachtrack.features.indicators.sentences import name_of
from coachtrack.kit.words import unit_word, word
from coachtrack.kit.workbooks.writing import Column, Figure, Kind


def definition_columns() -> tuple[Column, ...]:
    """What is counted, in both languages."""
    return (
        Column(_("Code"), width=20),
        Column(_("Version"), Kind.WHOLE, 9),
        Column(_("Name (English)"), width=24, wrap=True),
        Column(_("Name (Vietnamese)"), width=24, wrap=True),
        Column(_("Kind"), width=11),
        Column(_("Numerator (English)"), width=22, wrap=True),
        Column(_("Numerator (Vietnamese)"), width=22, wrap=True),
        Column(_("Denominator (English)"), width=22, wrap=True),
        Column(_("Denominator (Vietnamese)"), width=22, wrap=True),
        Column(_("Unit"), width=14, wrap=True),
        Column(_("Better"), width=16, wrap=True),
    )


def definition_rows(data: SummaryData) -> Iterator[list[Any]]:
    """Every version of the indicators that are tracked."""
    for (code, version), found in data.definitions.items():
        yield [
            code,
            version,
            found.name,
            found.name_vi,
            word(found.kind),
            found.numerator,
            found.numerator_vi,
            found.denominator,
            found.denominator_vi,
            unit_word(found.unit),
            word(found.better),
        ]


def reading_columns() -> tuple[Column, ...]:
    """Every reading behind the figures."""
    return (
        Column(_("Engagement"), width=13),
        Column(_("Factory"), width=30),
        Column(_("Indicator"), width=24),
        Column(_("Version"), Kind.WHOLE, 9),
        Column(_("Scope"), width=16, indent=1),
        Column(_("Lot"), width=10),
        Column(_("From"), Kind.DAY, 12),
        Column(_("To"), Kind.DAY, 12),
        Column(_("Numerator"), Kind.NUMBER, 12),
        Column(_("Denominator"), Kind.NUMBER, 12),
        Column(_("Value"), Kind.NUMBER, 10),
        Column(_("Unit"), width=20, indent=1),
        Column(_("Trust"), width=34),
        Column(_("Source"), width=44),
        Column(_("Note"), width=24),
        Column(_("Withdrawn because"), width=22),
    )


def reading_rows(data: SummaryData) -> Iterator[list[Any]]:
    """By engagement and measure, in order of time."""
    names = {key: name_of(found) for key, found in data.definitions.items()}
    units = {key: unit_word(found.unit) for key, found in data.definitions.items()}
    trusts = {trust: word(trust) for trust in Trust}
    for line in readings(data):
        key = line.indicator, line.version
        definition = data.definitions[key]
        yield [
            line.engagement,
            line.factory,
            names[key],
            line.version,
            line.scope,
            line.lot,
            line.from_on,
            line.to_on,
            count(line.numerator),
            count(line.denominator),
            Figure(_value(line, definition.factor), definition.decimals),
            units[key],
            trusts[line.trust],
            line.source,
            line.note,
            line.withdrawn,
        ]


def _value(line: ReadingLine, factor: float) -> float | None:
    counted = Reading(line.from_on, line.to_on, line.numerator, line.denominator, line.value)
    return value_of(counted, factor)
