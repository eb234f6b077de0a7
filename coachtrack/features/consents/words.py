"""What people read for those on whose behalf somebody looks, and for what a factory said."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coachtrack.kit import formats
from coachtrack.kit.permissions import Audience
from coachtrack.kit.words import add_words, word

add_words(
    {
        Audience.PROVINCE: _l("The province"),
        Audience.MINISTRY: _l("The ministry"),
        Audience.LEAD_FIRM: _l("The lead firm"),
    }
)


def decision_told(decision: bool | None) -> str:
    """What a factory said, in a word."""
    if decision is None:
        return _("not asked yet")
    return _("yes") if decision else _("no")


def refusing_told(numbers: Mapping[Audience, int]) -> str:
    """How many factories do not show themselves to whom; empty where all do."""
    told = (f"{word(each)} {formats.number(n)}" for each, n in numbers.items() if n)
    return ", ".join(told)


def not_for_all(numbers: Mapping[Audience, int]) -> str:
    """That what names all factories is not for everybody; empty where they all show themselves."""
    if not any(numbers.values()):
        return ""
    return _(
        "Some factories do not show themselves to: %(told)s. For these take the summary under"
        " “Hand on” of the programme.",
        told=refusing_told(numbers),
    )


def withheld_told(n: int) -> str:
    """How many engagements somebody does not see; empty where they see all that is theirs."""
    if not n:
        return ""
    return ngettext(
        "%(n)s more takes part in the programme and does not show its figures by name; it is in"
        " none of the figures here but the planned numbers.",
        "%(n)s more take part in the programme and do not show their figures by name; they are in"
        " none of the figures here but the planned numbers.",
        n,
        n=formats.number(n),
    )
