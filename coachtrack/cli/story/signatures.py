"""Who signed the baselines of the demo: both sides, but for a few."""

from __future__ import annotations

from collections.abc import Sequence

from coachtrack.cli.story import bn_mau, hd2020
from coachtrack.cli.story.people import PEOPLE
from coachtrack.cli.story.rows import invented
from coachtrack.features.signing.models import Party
from coachtrack.kit.permissions import Role

#: The figures of the one are its own word; the other stands in a book, and nobody can sign for it.
UNSIGNED = (hd2020.code_of(4), hd2020.code_of(7))
#: The consultant signed it, and the factory has not yet.
WAITING = bn_mau.code_of(3)
#: Of the factory whose manager signs in to the demo.
OWN = hd2020.code_of(1)


def factory_side(engagement: str, factory: str) -> str:
    """Who signs for a factory."""
    manager = next(person.name for person in PEOPLE if person.role == Role.FACTORY_MANAGER)
    return manager if engagement == OWN else invented(f"Đại diện {factory.partition(' (')[0]}")


def sides_of(engagement: str, factory: str, team: Sequence[str]) -> dict[Party, str]:
    """Who signed the baseline of an engagement for which side, once it was over."""
    names = {Party.FACTORY: factory_side(engagement, factory), Party.CONSULTANT: team[0]}
    if engagement in UNSIGNED:
        return {}
    if engagement == WAITING:
        del names[Party.FACTORY]
    return names
