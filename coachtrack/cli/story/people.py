"""The people who sign in to the demo: one for each role."""

from __future__ import annotations

from dataclasses import dataclass

from coachtrack.cli.story.rows import invented
from coachtrack.kit.permissions import Grant, Role, Scope


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A sign-in of the demo."""

    email: str
    name: str
    role: Role
    memberships: tuple[Grant, ...]


def _held(role: Role, scope: Scope, *codes: str) -> tuple[Grant, ...]:
    return tuple(Grant(role, scope, code) for code in codes)


#: In the order of the cards: the lead first, for whom the demo is told.
PEOPLE = (
    DemoPerson(
        "lead@demo.example",
        invented("Nguyễn Thị Thanh Hương"),
        Role.PROGRAMME_LEAD,
        _held(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "HD2020", "BN-MAU"),
    ),
    DemoPerson(
        "consultant@demo.example",
        invented("Phạm Thu Hà"),
        Role.CONSULTANT,
        _held(
            Role.CONSULTANT,
            Scope.ENGAGEMENT,
            "HD2020-01",
            "HD2020-03",
            "HD2020-05",
            "HD2020-11",
            "BN-MAU-01",
            "BN-MAU-02",
            "BN-MAU-03",
            "BN-MAU-04",
            "BN-MAU-05",
            "BN-MAU-09",
        ),
    ),
    DemoPerson(
        "factory@demo.example",
        invented("Vũ Đức Thắng"),
        Role.FACTORY_MANAGER,
        _held(Role.FACTORY_MANAGER, Scope.FACTORY, "HD-TRAUCAU"),
    ),
    DemoPerson(
        "viewer@demo.example",
        invented("Hoàng Thị Mai Lan"),
        Role.VIEWER,
        _held(Role.VIEWER, Scope.PROVINCE, "30"),
    ),
    DemoPerson(
        "admin@demo.example",
        invented("Trần Minh Quân"),
        Role.ADMINISTRATOR,
        (Grant(Role.ADMINISTRATOR, Scope.EVERYTHING),),
    ),
)
