"""Asking the other side for its signature by mail, once one side has signed."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from coachtrack.features.engagements.mailing import consultants_of, managers_of, tell
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.signing.models import Party, Statement
from coachtrack.features.signing.naming import named
from coachtrack.kit.permissions import Person
from coachtrack.kit.sites import whole_address
from coachtrack.kit.words import word

PEOPLE = {Party.CONSULTANT: consultants_of, Party.FACTORY: managers_of}


def ask_the_other_side(
    engagement: Engagement, rows: Iterable[Statement], party: Party, by: Person
) -> None:
    """Where a side signed and the other has not: by whom, and what waits."""
    waiting = [row for row in rows if not row.signed]
    if not waiting:
        return
    (other,) = {*Party} - {party}

    def written() -> tuple[str, str]:
        part = word(waiting[0].part)
        signed = _(
            "%(name)s signed “%(part)s” of %(factory)s for %(party)s:",
            name=by.name,
            part=part,
            factory=engagement.factory.name,
            party=word(party),
        )
        asked = _("Your signature is missing. Once both sides have signed, these figures stay.")
        return (
            _("%(code)s: “%(part)s” waits for your signature", code=engagement.code, part=part),
            "\n".join((signed, *(f"- {named(row)}" for row in waiting), "", asked)),
        )

    address = whole_address("signing.index", code=engagement.code)
    tell(PEOPLE[other](engagement), written, address, by.account_id)
