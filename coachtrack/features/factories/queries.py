"""Which factories there are for a person, and which province a text means."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, false, func, or_, select, true
from sqlalchemy.orm import aliased, defer, joinedload

from coachtrack.extensions import db
from coachtrack.features.factories.entries import FactoryEntry, OrganisationEntry
from coachtrack.features.factories.models import (
    SHOWN_TO,
    Consent,
    Factory,
    Organisation,
    Province,
)
from coachtrack.kit.lists import Asked, Order, Page, by_code, page
from coachtrack.kit.permissions import Audience, Person, Scope
from coachtrack.kit.searching import (
    SHORTEST_NAME,
    Searched,
    found_by,
    matching,
)
from coachtrack.kit.text import fold, heard

Reach = Callable[[Person], ColumnElement[bool]]
#: Code and name of each.
Names = Sequence[tuple[str, str]]
#: What finds them.
Pairs = Select[*tuple[Any, ...]]

#: More reasons to see a factory, given by the features that list factories.
REACH: list[Reach] = []

#: So many are named that may be the same as one that was added.
MOST_ALIKE = 3

#: What the list can be narrowed by; `as` is "now" where the province is one of today.
FILTERS = ("province", "as", "sector")

#: The orders of the list, the usual one first: by name, and by code.
ORDERS: dict[str, Order[Factory]] = {
    "": Order((Factory.sort_key, Factory.code), lambda row: (row.sort_key, row.code)),
    "code": by_code(Factory.code),
}
_BY_NAME: Order[Organisation] = Order(
    (Organisation.search_key, Organisation.code), lambda row: (row.search_key, row.code)
)
#: Where an organisation is sought: by its name and its code.
_SOUGHT = Organisation.search_key + " " + func.lower(Organisation.code)
_UNITS = select(Province.id, Province.name, Province.successor_id)
#: The name or number of a unit with a year behind it, at whose end it is meant.
DATED = re.compile(r"(.*\w)[ (-]+((?:19|20)\d\d)\)?")
_NOW = aliased(Province)
_NAME_NOW: SQLColumnExpression[str] = func.coalesce(_NOW.name, Province.name)


class AmbiguousProvince(Exception):
    """Several units answer to this text; the candidates are in `args[0]`."""


def in_provinces(codes: frozenset[str]) -> ColumnElement[bool]:
    """Whether a factory lies in one of these units, as then or as now."""
    if not codes:
        return false()
    now = aliased(Province)
    units = (
        select(Province.id)
        .outerjoin(now, Province.successor_id == now.id)
        .where(or_(Province.code.in_(codes), now.code.in_(codes)))
    )
    return Factory.province_id.in_(units)


def shown_to(audience: Audience) -> ColumnElement[bool]:
    """Whether a factory shows its figures by name to those who look on somebody's behalf."""
    withheld = select(Consent.factory_id).where(SHOWN_TO[audience].is_(False))
    return Factory.id.not_in(withheld)


def consent_of(factory: Factory) -> Consent | None:
    """What a factory said of its figures; None where it was not asked yet."""
    return db.session.scalar(select(Consent).where(Consent.factory_id == factory.id))


# Made once for a person: every list asks it more than once, and on every page.
@lru_cache(maxsize=256)
def reached_by(person: Person) -> ColumnElement[bool]:
    """Whether a person may see a factory's page."""
    if person.sees_everything:
        return true()
    own = person.codes(Scope.FACTORY)
    return or_(
        Factory.code.in_(own) if own else false(),
        in_provinces(person.codes(Scope.PROVINCE)) & shown_to(Audience.PROVINCE),
        *(reach(person) for reach in REACH),
    )


def visible_to(person: Person) -> Select[Factory]:
    """The factories whose pages a person may see."""
    return (
        select(Factory)
        .where(reached_by(person))
        .options(joinedload(Factory.province).joinedload(Province.successor))
    )


def factory(code: str, person: Person) -> Factory | None:
    """One factory; None when it is not there or not theirs."""
    return db.session.scalar(visible_to(person).where(Factory.code == code.upper()))


def provinces() -> Sequence[Province]:
    """Every unit, then and now."""
    return db.session.scalars(
        select(Province).order_by(Province.code).options(joinedload(Province.successor))
    ).all()


def confined_to(person: Person) -> Sequence[Province]:
    """The units of which a person sees the factories, besides what they have a part in themselves;
    empty where they see everything or none by its province.
    """
    codes = person.codes(Scope.PROVINCE)
    if person.sees_everything or not codes:
        return []
    return [unit for unit in provinces() if unit.code in codes]


def province_meant(text: str, on: date | None, units: Sequence[Province]) -> Province | None:
    """The unit that a code or a name means on a day; None when there is none.

    A unit's own code always means it. A name, or a number without "-2025", may mean a unit then
    and one now: a year written behind it decides, such as "Bắc Ninh 2024", else the day. Without
    either, a unit whose borders did not change means itself; any other raises AmbiguousProvince.
    """
    exact, named = _answering(text, units)
    if not (exact or named) and (dated := DATED.fullmatch(text.strip())):
        text, on = dated[1], date(int(dated[2]), 12, 31)
        exact, named = _answering(text, units)
    found = named if len(named) > 1 else exact or named
    if len(found) <= 1 or (exact and "-" in exact[0].code):
        return next(iter(exact or found), None)
    if on is not None:
        found = [unit for unit in found if _valid(unit, on)]
    elif _unchanged(found, units):
        found = found[:1]
    if len(found) > 1:
        raise AmbiguousProvince(found)
    return found[0] if found else None


def is_province(text: str, units: Sequence[Province]) -> bool:
    """Whether a text is the code or the name of a unit, then or now."""
    dated = DATED.fullmatch(text.strip())
    return any(_answering(text, units)) or bool(dated and any(_answering(dated[1], units)))


def year_of(unit: Province) -> int:
    """A year that means this unit, written behind its name or number."""
    if unit.valid_until is None:
        return unit.valid_from.year if unit.valid_from else date.max.year
    return unit.valid_until.year - (unit.valid_until < date(unit.valid_until.year, 12, 31))


def shared_numbers(units: Sequence[Province]) -> list[tuple[str, str]]:
    """Code and number of the units whose number means another territory as well."""
    found: list[tuple[str, str]] = []
    for number in dict.fromkeys(map(_number, units)):
        try:
            province_meant(number, None, units)
        except AmbiguousProvince as several:
            found += [(unit.code, number) for unit in several.args[0]]
    return found


def _answering(text: str, units: Sequence[Province]) -> tuple[list[Province], list[Province]]:
    """The units with exactly this code, and those with this name or number."""
    sought = fold(text).strip()
    sought = sought.zfill(2) if sought.isdecimal() else sought
    exact = [unit for unit in units if unit.code == sought]
    named = [unit for unit in units if fold(unit.name) == sought or _number(unit) == sought]
    return exact, named


def _number(unit: Province) -> str:
    return unit.code.removesuffix("-2025")


def _valid(unit: Province, on: date) -> bool:
    begun = unit.valid_from is None or unit.valid_from <= on
    return begun and (unit.valid_until is None or on <= unit.valid_until)


def _unchanged(found: Sequence[Province], units: Sequence[Province]) -> bool:
    """Whether these are one territory under one name, then and now."""
    successors = {unit.as_now.id for unit in found}
    if len(successors) > 1 or len({unit.name for unit in found}) > 1:
        return False
    return sum(unit.successor_id in successors for unit in units) == 1


def province_by_code(code: str) -> Province | None:
    """The unit with exactly this code."""
    return db.session.scalar(select(Province).where(Province.code == code.strip()))


def names(person: Person, most: int) -> Names:
    """Code and name of the first factories that a person may see, in Vietnamese order."""
    found = select(Factory.code, Factory.name).where(reached_by(person))
    ordered = found.order_by(Factory.sort_key, Factory.code).limit(most)
    return db.session.execute(ordered).tuples().all()


def names_meant(person: Person, typed: Collection[str], most: int) -> Names:
    """The same of those whose code or whole name was typed, and of the first that it fits."""
    named = (Factory.search_key.contains(f" {fold(text)}\n", autoescape=True) for text in typed)
    found = select(Factory.code, Factory.name).where(reached_by(person))
    meant = found.where(or_(Factory.code.in_(_as_codes(typed)), *named))
    ordered = found.order_by(Factory.sort_key, Factory.code).limit(most)
    return _fitting_names(meant.order_by(Factory.code), ordered, Factory.search_key, typed)


def _fitting_names(
    meant: Pairs, ordered: Pairs, key: SQLColumnExpression[str], typed: Iterable[str]
) -> Names:
    rows = [*db.session.execute(meant).tuples()]
    for text in typed:
        rows += db.session.execute(ordered.where(matching(key, text))).tuples()
    return rows


def _as_codes(typed: Collection[str]) -> list[str]:
    return [text.upper() for text in typed]


def organisation(code: str) -> Organisation | None:
    """One organisation; they are shared by all who add factories."""
    return db.session.scalar(select(Organisation).where(Organisation.code == code.upper()))


def codes_of(organisation: Organisation) -> Sequence[str]:
    """The factories that belong to an organisation, whoever may see them."""
    theirs = select(Factory.code).where(Factory.organisation_id == organisation.id)
    return db.session.scalars(theirs.order_by(Factory.code)).all()


def organisations_alike(entry: OrganisationEntry) -> Sequence[str]:
    """The codes of the first others that have the name or the tax code of this one."""
    same = Organisation.search_key.startswith(f"{fold(entry.name)}\n", autoescape=True)
    if entry.tax_code:
        same = or_(same, Organisation.tax_code == entry.tax_code)
    found = select(Organisation.code).where(same, Organisation.code != entry.code)
    return db.session.scalars(found.order_by(Organisation.code).limit(MOST_ALIKE)).all()


def factories_alike(entry: FactoryEntry, person: Person) -> Sequence[str]:
    """The codes of the first others that a person sees and that have the name of this one."""
    # The key holds the code before the name, and other spellings in lines of their own.
    same = Factory.search_key.contains(f" {fold(entry.name)}\n", autoescape=True)
    found = select(Factory.code, Factory.name).where(reached_by(person), same)
    rows = db.session.execute(found.where(Factory.code != entry.code).order_by(Factory.code))
    alike = (code for code, name in rows.tuples() if fold(name) == fold(entry.name))
    return [*islice(alike, MOST_ALIKE)]


def organisation_names(most: int) -> Names:
    """Code and name of the first organisations."""
    found = select(Organisation.code, Organisation.name)
    ordered = found.order_by(Organisation.search_key, Organisation.code).limit(most)
    return db.session.execute(ordered).tuples().all()


def organisation_names_meant(typed: Collection[str], most: int) -> Names:
    """The same of those whose code or whole name was typed, and of the first that it fits."""
    key = Organisation.search_key
    named = (key.startswith(f"{fold(text)}\n", autoescape=True) for text in typed)
    found = select(Organisation.code, Organisation.name)
    meant = found.where(or_(Organisation.code.in_(_as_codes(typed)), *named))
    ordered = found.order_by(key, Organisation.code).limit(most)
    return _fitting_names(meant.order_by(Organisation.code), ordered, _SOUGHT, typed)


def organisations_listed(asked: Asked, size: int) -> Page[Organisation]:
    """A page of the organisations; letters of a name or the code find them."""
    return page(
        select(Organisation),
        _BY_NAME,
        asked,
        lambda query: db.session.scalars(query).all(),
        size,
        searched=Searched(_SOUGHT, Organisation.code, lambda row: (row.search_key, row.code)),
    )


def listed(person: Person, asked: Asked, size: int) -> Page[Factory]:
    """A page of the factories that a person may see.

    The name of a province, then or now, or of an organisation finds those in it too, behind those
    of that name.
    """
    wanted = visible_to(person).where(*_fitting(asked))
    if not asked.search:
        wanted = wanted.options(defer(Factory.search_key, raiseload=True))
    return page(
        wanted,
        ORDERS[asked.sort],
        asked,
        lambda query: db.session.scalars(query).all(),
        size,
        searched=_searched(asked.search),
    )


def _searched(search: str) -> Searched[Factory]:
    return Searched(
        Factory.search_key,
        Factory.code,
        lambda row: (row.search_key, row.code),
        belonging(search),
    )


def belonging(search: str) -> ColumnElement[bool] | None:
    """Whether a factory lies in a province that a search names, or is of such an organisation."""
    words = heard(search).split()
    if len("".join(words)) < SHORTEST_NAME:
        return None
    of_it = select(Organisation.id).where(matching(_SOUGHT, search))
    return or_(Factory.province_id.in_(_lying_in(words)), Factory.organisation_id.in_(of_it))


def _lying_in(words: Sequence[str]) -> list[int]:
    """The units that words name, or begin to name, and those that are part of these now."""
    units = db.session.execute(_UNITS).tuples().all()
    named = {key for key, name, _now in units if _begins(name, words)}
    return sorted(key for key, _name, now in units if key in named or now in named)


def _begins(name: str, words: Sequence[str]) -> bool:
    parts = heard(name).split()
    return all(any(part.startswith(word) for part in parts) for word in words)


class FactoryCount(NamedTuple):
    """So many factories of a sector in a province."""

    province: str
    sector: str
    #: The province is part of another one now, or has another name.
    moved: bool
    n: int


def _grouped(name: SQLColumnExpression[str]) -> Select[*tuple[Any, ...]]:
    groups = (name, Factory.sector, Province.name != _NAME_NOW)
    return (
        select(*groups, func.count())
        .select_from(Factory)
        .join(Province, Province.id == Factory.province_id)
        .outerjoin(_NOW, _NOW.id == Province.successor_id)
        .group_by(*groups)
    )


#: Made once, for it is most of a statement that every page of the list sends.
_GROUPED = {False: _grouped(Province.name), True: _grouped(_NAME_NOW)}


def counted(person: Person, asked: Asked) -> list[FactoryCount]:
    """How many factories a person may see and a search finds, by province and sector."""
    wanted = _GROUPED[asked.chosen.get("as") == "now"].where(reached_by(person))
    if asked.search:
        wanted = wanted.where(found_by(_searched(asked.search), asked.search))
    return list(map(FactoryCount._make, db.session.execute(wanted).tuples()))


def _fitting(asked: Asked) -> list[ColumnElement[bool]]:
    """What the filters ask of a factory."""
    rules = []
    if sector := asked.chosen.get("sector"):
        rules.append(Factory.sector == sector)
    if province := asked.chosen.get("province"):
        units = select(Province.id).outerjoin(_NOW, _NOW.id == Province.successor_id)
        named = units.where(_province_name(asked) == province)
        rules.append(Factory.province_id.in_(named))
    return rules


def _province_name(asked: Asked) -> SQLColumnExpression[str]:
    return _NAME_NOW if asked.chosen.get("as") == "now" else Province.name
