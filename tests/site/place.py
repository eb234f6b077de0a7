"""A small place with people in it, and the address of every page there."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Flask
from werkzeug.routing import Rule

from coachtrack.extensions import db
from coachtrack.features.accounts.models import Account, Membership
from coachtrack.features.engagements.models import Engagement
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories

#: Who asks: one of each role in the programme P1, one elsewhere, and one without any role.
PEOPLE: dict[str, tuple[Grant, ...]] = {
    "administrator": (Grant(Role.ADMINISTRATOR, Scope.EVERYTHING),),
    "programme-lead": (Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"),),
    "consultant": (Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01"),),
    "factory-manager": (Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1"),),
    "viewer": (Grant(Role.VIEWER, Scope.PROGRAMME, "P1"),),
    "viewer of the province": (Grant(Role.VIEWER, Scope.PROVINCE, "30"),),
    "programme-lead elsewhere": (Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P2"),),
    "without a role": (),
}
ROLES = [name for name, grants in PEOPLE.items() if grants]
#: What stands for the argument of an address.
MEMBER = "5b1f2c7e000040008000"
CODES = {
    "/account/browsers/<handle>": "0" * 20,
    "/people/<handle>": MEMBER,
    "/programmes/<code>": "P1",
    "/engagements/<code>": "P1-01",
    "/factories/<code>": "F1",
    "/organisations/<code>": "O1",
    "/indicators/<code>": "defect-rate",
}
#: What stands for the identity of a row.
VISIT = UUID("5b1f2c7e-0000-4000-8000-000000000001")
READING = UUID("5b1f2c7e-0000-4000-8000-000000000002")
STATEMENT = UUID("5b1f2c7e-0000-4000-8000-000000000003")
SCAN = UUID("5b1f2c7e-0000-4000-8000-000000000004")
OBJECTION = UUID("5b1f2c7e-0000-4000-8000-000000000005")
IDENTITIES = {
    "/engagements/<code>/signatures/scans/<uuid:uuid>": SCAN,
    "/engagements/<code>/signatures/<uuid:uuid>": STATEMENT,
    "/engagements/<code>/objections/<uuid:uuid>": OBJECTION,
    "/engagements/<code>/visits/<uuid:uuid>": VISIT,
    "/engagements/<code>/readings/<uuid:uuid>": READING,
}
#: What stands for the other arguments.
ARGUMENTS = {
    "<component>": "C1",
    "<int:year>": "2020",
    "<int:number>": "1",
    "<any(baseline, closing):part>": "baseline",
    "<token>": "0" * 43,
}
#: An upload that is nobody's.
UPLOAD = "0" * 40
#: What an address needs to be of use.
QUERIES = {
    "editing.edit_measure": "?indicator=defect-rate",
    "editing.remove_measure": "?indicator=defect-rate",
    "editing.rename_scope": "?indicator=defect-rate",
    "dashboards.engagement_chart": "?indicator=defect-rate",
}


def settle() -> Engagement:
    """The programme P1 with one engagement that was measured, and P2 in another province."""
    coached = factories.engagement(at=factories.factory("F1"))
    figures = {"before": factories.MANY_DEFECTS, "after": factories.FEW_DEFECTS}
    measure = factories.measure(coached, main=True, **figures)
    factories.readings(measure, [(1, 20)], factories.END + timedelta(days=1), uuid=READING)
    factories.visit(coached, uuid=VISIT)
    factories.event(coached, factories.START)
    factories.component(coached.programme, "C1", 2020)
    factories.organisation("O1")
    factories.statement(measure, uuid=STATEMENT)
    factories.scan(coached, uuid=SCAN)
    factories.objection(measure, uuid=OBJECTION)
    _member()
    factories.engagement(
        "P2-01", within=factories.programme("P2"), at=factories.factory("F2", province="01")
    )
    return coached


def _member() -> None:
    """Somebody who was invited to coach P1-01."""
    invited = Account(email="an@example.vn", name="An", password_hash="", handle=MEMBER)
    held = Membership(role=Role.CONSULTANT, scope=Scope.ENGAGEMENT, code="P1-01")
    invited.memberships.append(held)
    db.session.add(invited)
    db.session.flush()


def guard(app: Flask, rule: Rule) -> str:
    """What a view asks for."""
    return str(getattr(app.view_functions[rule.endpoint], "guard", ""))


def rules(app: Flask) -> list[Rule]:
    """The rules of all pages that are not for everybody, by address."""
    found = [rule for rule in app.url_map.iter_rules() if guard(app, rule) != "public"]
    return sorted(found, key=lambda rule: rule.rule)


def address(rule: Rule) -> str:
    """Where this page is in the place."""
    found = rule.rule
    for pattern, identity in IDENTITIES.items():
        if found.startswith(pattern):
            found = found.replace("<uuid:uuid>", str(identity), 1)
    for pattern, code in CODES.items():
        if found.startswith(pattern):
            found = found.replace("<code>", code, 1).replace("<handle>", code, 1)
    for argument, value in ARGUMENTS.items():
        found = found.replace(argument, value)
    found = found.replace("<digest>", UPLOAD)
    assert "<" not in found, f"tests/site/place.py: say what stands for the argument of {rule.rule}"
    return found + QUERIES.get(rule.endpoint, "")
