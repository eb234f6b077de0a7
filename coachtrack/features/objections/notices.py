"""Telling the consultants of an objection by mail, and the factory of the answer."""

from __future__ import annotations

from flask_babel import gettext as _

from coachtrack.features.engagements.mailing import consultants_of, managers_of, tell
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.objections import queries
from coachtrack.features.objections.models import Objection
from coachtrack.features.objections.sentences import told
from coachtrack.kit.permissions import Person
from coachtrack.kit.sites import whole_address
from coachtrack.kit.words import word


def tell_consultants(engagement: Engagement, row: Objection, by: Person) -> None:
    """That the factory objects, to what and why."""

    def written() -> tuple[str, str]:
        about = {"name": row.made_by, "factory": engagement.factory.name, "figure": _about(row)}
        return (
            _("%(code)s: the factory objects to a figure", code=engagement.code),
            _("%(name)s (%(factory)s) objects to %(figure)s.", **about)
            + f"\n\n{row.reason}\n\n"
            + _("The factory waits for your answer."),
        )

    tell(consultants_of(engagement), written, _page(engagement), by.account_id)


def tell_factory(engagement: Engagement, row: Objection, by: Person) -> None:
    """What became of an objection."""

    def written() -> tuple[str, str]:
        assert row.outcome is not None
        about = {"name": row.answered_by, "figure": _about(row)}
        return (
            _("%(code)s: your objection was answered", code=engagement.code),
            _("%(name)s answered your objection to %(figure)s.", **about)
            + f"\n\n{word(row.outcome)}. {row.answer}",
        )

    tell(managers_of(engagement), written, _page(engagement), by.account_id)


def _about(row: Objection) -> str:
    definitions = indicators.definitions([row.measure.indicator_id])
    current = definitions[row.measure.indicator_id][row.measure.indicator.current_version]
    return told(row, queries.figures_of(row.measure, row.reading), current).about


def _page(engagement: Engagement) -> str:
    return whole_address("objections.index", code=engagement.code)
