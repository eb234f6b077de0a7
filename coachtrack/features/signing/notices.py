"""Telling both sides that what they signed is open for a correction."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from coachtrack.features.accounts.models import Account
from coachtrack.features.accounts.queries import holders
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.signing.models import Statement
from coachtrack.features.signing.sentences import voided_told
from coachtrack.kit import mail
from coachtrack.kit.permissions import Role, Scope
from coachtrack.kit.words import word


def tell_both(engagement: Engagement, row: Statement) -> None:
    """By mail, to who coaches there and to who manages the factory, each in their language."""
    for account in both_sides(engagement):
        with force_locale(account.language or current_app.config["LANGUAGE"]):
            mail.queue(
                account,
                _("%(code)s: what was signed is open for a correction", code=engagement.code),
                _(
                    "“%(part)s” of %(code)s is not signed any more.\n%(why)s\n\nOnce it is"
                    " corrected, both sides sign again: see “Signatures” of %(code)s in"
                    " CoachTrack.",
                    part=word(row.part),
                    code=engagement.code,
                    why=voided_told(row, engagement.programme.time_zone),
                ),
            )


def both_sides(engagement: Engagement) -> list[Account]:
    """Who can sign for either side, each once."""
    consultants = holders(Role.CONSULTANT, Scope.ENGAGEMENT, {engagement.code})
    managers = holders(Role.FACTORY_MANAGER, Scope.FACTORY, {engagement.factory.code})
    return list({account.id: account for account in (*consultants, *managers)}.values())
