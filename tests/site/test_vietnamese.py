"""A page in Vietnamese is Vietnamese from the first to the last word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from xml.etree.ElementTree import Element

import pytest

from coachtrack.domain.types import Trust
from coachtrack.features.engagements.models import Stage
from coachtrack.features.visits.models import Visit, VisitKind
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.settings import CHECKOUT
from tests import factories
from tests.reading import parsed
from tests.site import translations

#: Words that no Vietnamese sentence has; "in", "to", "an" and "no" are Vietnamese too.
ENGLISH = re.compile(
    r"\b(the|of|and|with|without|is|are|was|were|has|have|not|by|for|from|this|that|it|be)\b", re.I
)
SPOKEN = ("aria-label", "alt", "title", "placeholder")
ADDRESSES = (
    *("/", "/?q=x", "/programmes/", "/programmes/?q=zz", "/programmes/P1"),
    *("/programmes/P1?show=started", "/programmes/P1?show=to-do", "/programmes/P1?as=now"),
    *("/programmes/P1?indicator=labour-productivity", "/factories/", "/factories/F1"),
    *("/engagements/", "/engagements/P1-01", "/engagements/P1-01/readings"),
    *("/engagements/P1-01/visits/", "/engagements/P1-02", "/engagements/P1-02/readings"),
    *("/engagements/P1-03", "/engagements/P1-04", "/claims/", "/claims/?q=zz", "/nowhere"),
    "/import/",
)

DEMO = (
    *("/programmes/HD2020", "/programmes/BN-MAU", "/programmes/HD2020?show=to-do"),
    *(f"/engagements/HD2020-{n:02}" for n in range(1, 16)),
    *(f"/engagements/BN-MAU-{n:02}" for n in range(1, 8)),
    *("/claims/", "/claims/?grade=A", "/claims/?grade=D", "/claims/?q=SCORE"),
    *("/factories/HD-TRAUCAU", "/engagements/HD2020-03/visits/", "/engagements/HD2020-13/readings"),
)


@pytest.fixture
def programme(database):
    """A programme with an improvement, a change of another kind, and much that is missing."""
    within = factories.programme(name="Chương trình")
    one = factories.engagement(at=factories.factory(name="Nhựa Một", headcount=90), batch="Đợt 1")
    factories.measure(
        one, before=factories.MANY_DEFECTS, after=factories.FEW_DEFECTS, main=True, target=4.0
    )
    output = [(100 + n % 4, 10) for n in range(6)]
    faster = [(130 + n % 5, 10) for n in range(6)]
    factories.measure(one, "labour-productivity", before=output, after=faster, scope="Chuyền 1")
    factories.event(one, date(2020, 8, 3), text="Máy mới")
    database.add(Visit(engagement=one, on=date(2020, 8, 3), kind=VisitKind.COACHING, agreed="5S"))
    factories.engagement("P1-02", within=within, batch="Đợt 2", stage=Stage.BASELINE)
    few = factories.engagement("P1-03", within=within)
    factories.measure(few, before=[(2, 15)], after=[(1, 18)], main=True)
    gone = factories.engagement("P1-04", within=within, stage=Stage.DROPPED_OUT)
    seen = factories.measure(gone, main=True)
    factories.readings(seen, factories.MANY_DEFECTS, trust=Trust.SEEN)
    return within


def test_no_english_is_left_on_any_page(programme, sign_in):
    roles = (
        Grant(Role.ADMINISTRATOR, Scope.EVERYTHING),
        Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"),
        Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-03"),
    )
    client = sign_in("lead@example.com", *roles)
    assert left_over(client, ADDRESSES) == []


def test_no_english_is_left_on_a_factory_s_home(programme, sign_in):
    client = sign_in("factory@example.com", Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1"))
    assert left_over(client, ["/", "/programmes/"]) == []


def test_no_english_is_left_in_the_demo(demo, sign_in):
    assert left_over(sign_in("lead@demo.example"), ["/", *DEMO]) == []
    for who in ("consultant", "factory", "viewer", "admin"):
        assert left_over(sign_in(f"{who}@demo.example"), ["/"]) == []


def test_no_english_is_left_where_nobody_is_signed_in(client):
    assert left_over(client, ["/sign-in"]) == []
    refused = client.post("/sign-in", headers={"Accept-Language": "vi"})
    assert [*english(refused.text)] == []
    assert "Biểu mẫu đã hết hạn." in refused.text


def test_english_would_be_found():
    page = (
        '<!doctype html><p lang="vi">Đây là <b>not it</b>, <i lang="en">the rest</i>'
        ' <img alt="Main menu"></p>'
    )
    assert [*english(page)] == ["not it", "Main menu"]


def test_plotly_says_what_the_script_translates():
    static = CHECKOUT / "coachtrack" / "static"
    script = (static / "js" / "charts.js").read_text(encoding="utf-8")
    plotly = (static / "vendor" / "plotly" / "plotly-basic.min.js").read_text(encoding="utf-8")
    translated = re.findall(r'^    "([^"]+)": "', script, re.MULTILINE)
    assert "Reset axes" in translated
    assert [text for text in translated if f'"{text}"' not in plotly] == []


def left_over(client, addresses) -> list[tuple[str, str]]:
    """The addresses with what is English on their pages."""
    found = []
    for address in addresses:
        page = client.get(address, headers={"Accept-Language": "vi"}).text
        assert '<html lang="vi">' in page
        found += [(address, text) for text in english(page)]
    return found


def english(page: str) -> Iterator[str]:
    """The texts of a page that are English, unless they say that they are."""
    for text in texts(parsed(page)):
        if ENGLISH.search(text) or sources().fullmatch(text):
            yield text


def texts(element: Element) -> Iterator[str]:
    """What is read or spoken of an element and those in it."""
    if not isinstance(element.tag, str) or element.get("lang", "vi") != "vi":
        return
    yield from (element.get(name, "") for name in SPOKEN)
    yield (element.text or "").strip()
    for child in element:
        yield from texts(child)
        yield (child.tail or "").strip()


@cache
def sources() -> re.Pattern[str]:
    """The English texts of two words or more that the catalogue translates."""
    known = [text for message in translations.extract() if message.id for text in all_of(message)]
    return re.compile("|".join(map(re.escape, known)))


def all_of(message) -> list[str]:
    """A text and its plural, where they are longer than a word."""
    return [text for text in translations.texts(message.id) if " " in text]
