"""Who may do what: roles, what a role may, and the guard on every view.

A person holds roles in programmes, engagements, factories or provinces. Queries take the person
and fetch only what is theirs, so a foreign row is a 404; the guard refuses what none of their
roles allows with a 403.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, wraps
from typing import Any, TypeVar

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class Role(StrEnum):
    """What a person is in the place where they hold it."""

    ADMINISTRATOR = "administrator"
    PROGRAMME_LEAD = "programme-lead"
    CONSULTANT = "consultant"
    FACTORY_MANAGER = "factory-manager"
    VIEWER = "viewer"


class Scope(StrEnum):
    """The kind of place in which a role is held."""

    EVERYTHING = "everything"
    PROGRAMME = "programme"
    ENGAGEMENT = "engagement"
    FACTORY = "factory"
    PROVINCE = "province"


class Audience(StrEnum):
    """On whose behalf a viewer looks; a factory says to which of them it shows its figures."""

    PROVINCE = "province"
    MINISTRY = "ministry"
    LEAD_FIRM = "lead-firm"


class Permission(StrEnum):
    """What a view asks for."""

    DASHBOARD_SEE = "dashboard:see"
    FIGURES_EXPORT = "figures:export"
    READING_ENTER = "reading:enter"
    VISIT_LOG = "visit:log"
    MEASURE_SET = "measure:set"
    FACTORY_EDIT = "factory:edit"
    WORKBOOK_IMPORT = "workbook:import"
    PROGRAMME_ADD = "programme:add"
    PEOPLE_INVITE = "people:invite"
    HISTORY_SEE = "history:see"
    FIGURES_SIGN = "figures:sign"
    FIGURES_OBJECT = "figures:object"
    CONSENT_GIVE = "consent:give"
    COMPARISON_SEE = "comparison:see"
    PEOPLE_MANAGE = "people:manage"


_SEE = frozenset({Permission.DASHBOARD_SEE, Permission.FIGURES_EXPORT})
_OWN = frozenset({Permission.FIGURES_SIGN, Permission.FIGURES_OBJECT, Permission.COMPARISON_SEE})
_SET = _SEE | {
    Permission.READING_ENTER,
    Permission.VISIT_LOG,
    Permission.MEASURE_SET,
    Permission.HISTORY_SEE,
}
_LEAD = _SET | {
    Permission.FACTORY_EDIT,
    Permission.WORKBOOK_IMPORT,
    Permission.PEOPLE_INVITE,
    Permission.CONSENT_GIVE,
}

#: What each role may do in its places; `docs/permissions.md` shows it as a table.
ALLOWED: dict[Role, frozenset[Permission]] = {
    # Who runs the site speaks for neither side.
    Role.ADMINISTRATOR: frozenset(Permission) - _OWN,
    Role.PROGRAMME_LEAD: _LEAD,
    Role.CONSULTANT: _SET | {Permission.FIGURES_SIGN},
    Role.FACTORY_MANAGER: _SEE
    | _OWN
    | {Permission.READING_ENTER, Permission.HISTORY_SEE, Permission.CONSENT_GIVE},
    Role.VIEWER: _SEE,
}

#: Where a role can be held.
HELD_IN: dict[Role, tuple[Scope, ...]] = {
    Role.ADMINISTRATOR: (Scope.EVERYTHING,),
    Role.PROGRAMME_LEAD: (Scope.PROGRAMME,),
    Role.CONSULTANT: (Scope.ENGAGEMENT,),
    Role.FACTORY_MANAGER: (Scope.FACTORY,),
    Role.VIEWER: (Scope.PROGRAMME, Scope.PROVINCE),
}


#: Where a row lies: in which programme, engagement and factory.
Place = frozenset[tuple[Scope, str]]


def place_at(*, programme: str = "", engagement: str = "", factory: str = "") -> Place:
    """Where a row of these lies; what is left out it does not belong to."""
    codes = ((Scope.PROGRAMME, programme), (Scope.ENGAGEMENT, engagement), (Scope.FACTORY, factory))
    return frozenset((scope, code) for scope, code in codes if code)


#: On whose behalf a viewer of a programme looks where nothing was said.
USUAL_AUDIENCE = Audience.MINISTRY


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one place; the code is empty where the place is everything."""

    role: Role
    scope: Scope
    code: str = ""
    #: On whose behalf a viewer of a programme looks; None: the ministry's.
    audience: Audience | None = None

    @property
    def looks_for(self) -> Audience | None:
        """On whose behalf its holder looks; None where they have a part in it themselves."""
        if self.role != Role.VIEWER:
            return None
        if self.scope == Scope.PROVINCE:
            return Audience.PROVINCE
        return self.audience or USUAL_AUDIENCE

    def covers(self, place: Place) -> bool:
        """Whether it is held there."""
        return self.scope == Scope.EVERYTHING or (self.scope, self.code) in place


@dataclass(frozen=True)
class Person:
    """The person who asks, as queries and actions see them."""

    name: str
    email: str = ""
    account_id: int | None = None
    language: str | None = None
    grants: tuple[Grant, ...] = ()

    @cached_property
    def sees_everything(self) -> bool:
        """Whether nothing is hidden from this person."""
        return any(grant.scope == Scope.EVERYTHING for grant in self.grants)

    @cached_property
    def key(self) -> str:
        """By which a browser that several people share tells what is whose."""
        return hashlib.sha256(self.email.encode()).hexdigest()[:16]

    def may(self, permission: Permission, place: Place | None = None) -> bool:
        """Whether any of this person's roles allows it in a place; somewhere, where none is named.

        A view's guard asks for somewhere, because a query finds what is theirs; whoever writes
        names the place.
        """
        return any(
            permission in ALLOWED[grant.role] and (place is None or grant.covers(place))
            for grant in self.grants
        )

    def codes(self, scope: Scope, permission: Permission | None = None) -> frozenset[str]:
        """The codes of the places of this kind in which the person holds a role.

        With a permission, only of those in which a role held right there allows it.
        """
        return frozenset(
            grant.code
            for grant in self.grants
            if grant.scope == scope and (permission is None or permission in ALLOWED[grant.role])
        )

    def looked_at(self, audience: Audience | None) -> frozenset[str]:
        """The programmes that the person sees on this behalf, or with a part in them, by code."""
        return frozenset(
            grant.code
            for grant in self.grants
            if grant.scope == Scope.PROGRAMME and grant.looks_for == audience
        )

    def as_seen_by(self, audience: Audience, programme: str) -> Person:
        """The same name with eyes for one programme alone, as this audience sees it."""
        return replace(self, grants=(Grant(Role.VIEWER, Scope.PROGRAMME, programme, audience),))

    @property
    def led(self) -> frozenset[str]:
        """The programmes that the person leads, by code."""
        return self.codes(Scope.PROGRAMME, Permission.FACTORY_EDIT)

    def holds(self, role: Role) -> bool:
        """Whether the person holds this role anywhere."""
        return any(grant.role == role for grant in self.grants)


#: Who acts when a command is run on the machine itself.
OPERATOR = Person("CoachTrack", grants=(Grant(Role.ADMINISTRATOR, Scope.EVERYTHING),))


def roles_with(permission: object) -> set[Role]:
    """The roles that hold a permission."""
    return {role for role, allowed in ALLOWED.items() if permission in allowed}


def requires(permission: Permission) -> Callable[[View], View]:
    """Guard a view: sign in first (302, or 401 for JSON), and hold the permission (else 403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if g.person is None:
                return sign_in_first()
            if not g.person.may(permission):
                # Who holds no role has nothing, so what an address names is not theirs.
                abort(404 if request.view_args and not g.person.grants else 403)
            return view(*args, **kwargs)

        guarded.guard = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def demand(permission: Permission, place: Place) -> None:
    """Refuse with a 403 whoever may not do this in this place; a view's guard asks only for any."""
    if not g.person.may(permission, place):
        abort(403)


def signed_in(view: View) -> View:
    """Guard a view that is for everyone who signed in, whatever their role."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if g.person is None:
            return sign_in_first()
        return view(*args, **kwargs)

    guarded.guard = "signed-in"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def public(view: View) -> View:
    """Mark a view that needs no sign-in, so that a missing guard is never an oversight."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def wants_json() -> bool:
    """Whether the request is for JSON, which is answered in JSON even when refused."""
    return request.path.endswith(".json") or request.path.startswith("/api/")


def here() -> str:
    """The address of this page, to come back to; the home page where it cannot be asked for."""
    address = request.full_path if request.query_string else request.path
    asked_for = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    found = request.method == "GET" or asked_for
    return address if found and address.isprintable() else "/"


def local_address(address: str) -> str:
    """The address when it is one of this site's own pages, else the home page."""
    ours = address.startswith("/") and not address.startswith("//")
    # A browser reads a backslash as a slash, and drops line breaks and tabs.
    return address if ours and "\\" not in address and address.isprintable() else "/"


def sign_in_first() -> ResponseReturnValue:
    """To the page for signing in, and from there back here; JSON is refused with a 401."""
    if wants_json():
        abort(401)
    if request.method == "POST":
        flash(_interrupted())
    return redirect(url_for("accounts.sign_in", next=here()))


def _interrupted() -> str:
    """What to say to somebody who sent a form that nobody is signed in for any more."""
    if request.mimetype == "multipart/form-data":
        return _("Your session has ended. Sign in, then choose the file again.")
    return _(
        "Your session has ended. What you typed is kept on this device and stands in the form again"
        " after signing in."
    )


Found = TypeVar("Found")


def or_404(found: Found | None) -> Found:
    """What was found for the person who asks; a 404 when it is not there or not theirs."""
    if found is None:
        abort(404)
    return found
