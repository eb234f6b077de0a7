"""The full export: every sheet of the layout, codes as codes, everything in it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from coachtrack.domain.types import Better, Kind, Trust
from coachtrack.features.engagements.models import Stage
from coachtrack.features.factories.models import Organisation, OrganisationKind
from coachtrack.features.indicators.models import Indicator, IndicatorVersion
from coachtrack.features.programmes.models import Component
from coachtrack.features.visits.models import Visit
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.searching import search_key
from tests import factories
from tests.features.exchange.books import table, taken

LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")
ADDRESS = "/programmes/P1/export.xlsx"
SHEETS = [
    *("Organisations", "Programmes", "Components", "Factories", "Engagements"),
    *("Indicators", "Measures", "Readings", "Events", "Visits"),
]


@pytest.fixture
def lead(database, sign_in):
    factories.programme(start_on=date(2020, 6, 1))
    return sign_in("lead@example.org", LEAD)


def organisation(code, kind=OrganisationKind.ENTERPRISE):
    return Organisation(code=code, name=f"Firm {code}", search_key=search_key(code), kind=kind)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_sheets_and_headings_are_the_same_in_every_language(lead, language):
    factories.measure(before=[(1, 40)])
    book = taken(lead, ADDRESS, language)

    assert book.sheetnames == SHEETS
    assert list(table(book, "Readings")[0]) == [
        *("Engagement", "Indicator", "Version", "Scope", "Lot", "From", "To", "Numerator"),
        *("Denominator", "Value", "Trust", "Source", "Note", "Withdrawn"),
    ]


def test_words_are_written_as_codes(lead):
    measure = factories.measure(factories.engagement(stage=Stage.KICK_OFF), main=True)
    factories.readings(measure, [(1.5, 40)], trust=Trust.THIRD_PARTY, lot="A")
    book = taken(lead, ADDRESS, "vi")

    assert table(book, "Engagements")[0]["Stage"] == "kick-off"
    assert table(book, "Measures")[0]["Main"] == "yes"
    (reading,) = table(book, "Readings")
    assert (reading["Trust"], reading["Numerator"], reading["Lot"]) == ("third-party", 1.5, "A")


def test_withdrawn_readings_and_bare_values_are_in_it(lead):
    measure = factories.measure()
    factories.readings(measure, [8.25], withdrawn="Typed twice")
    (reading,) = table(taken(lead, ADDRESS), "Readings")

    assert (reading["Value"], reading["Numerator"]) == (8.25, None)
    assert reading["Withdrawn"] == "Typed twice"


def test_readings_stand_by_measure_in_order_of_time(lead):
    second = factories.engagement("P1-02")
    for coached in (second, factories.engagement("P1-01")):
        measure = factories.measure(coached, scope="Line")
        factories.readings(measure, [(1, 9), (2, 9)], date(2020, 8, 1))
        factories.readings(measure, [(3, 9)], date(2020, 7, 1))
    told = [
        (row["Engagement"], row["Numerator"]) for row in table(taken(lead, ADDRESS), "Readings")
    ]

    assert told == [(code, n) for code in ("P1-01", "P1-02") for n in (3, 1, 2)]


def test_what_the_programme_refers_to_is_in_it(lead, database):
    owner, partner = organisation("OWNER"), organisation("LEADFIRM", OrganisationKind.LEAD_FIRM)
    coached = factories.engagement(at=factories.factory("F1", organisation=owner))
    coached.programme.partners.append(partner)
    database.add(organisation("STRANGER"))
    database.add(Component(programme=coached.programme, code="C1", name="Part", planned=5))
    book = taken(lead, ADDRESS)

    assert [row["Code"] for row in table(book, "Organisations")] == ["LEADFIRM", "OWNER"]
    assert table(book, "Programmes")[0]["Partners"] == "LEADFIRM"
    assert table(book, "Factories")[0]["Organisation"] == "OWNER"
    assert table(book, "Components")[0]["Planned factories"] == 5


def test_of_indicators_only_what_does_not_come_with_the_product(lead, database):
    known = database.scalars(select(Indicator).where(Indicator.code == "defect-rate")).one()
    own = Indicator(code="own-rate")
    words = {"name": "Own", "kind": Kind.RATIO, "unit": "kg", "better": Better.LOWER}
    database.add(IndicatorVersion(indicator=known, version=2, **words))
    database.add(IndicatorVersion(indicator=own, version=1, **words))
    database.flush()
    for code in ("defect-rate", "own-rate", "lead-time"):
        factories.measure(indicator=code)
    rows = table(taken(lead, ADDRESS), "Indicators")

    assert [(row["Code"], row["Version"]) for row in rows] == [("defect-rate", 2), ("own-rate", 1)]


def test_events_and_visits_are_in_it(lead, database):
    coached = factories.engagement()
    factories.event(coached, date(2020, 8, 1), rebase=True, withdrawn="Noted twice")
    told = {
        "withdrawn": "Logged twice",
        "consultants": ("Kim (giả định)", "Lan"),
        "observations": "One\nTwo",
    }
    database.add(Visit(engagement=coached, on=date(2020, 7, 2), **told))
    book = taken(lead, ADDRESS)

    (event,) = table(book, "Events")
    assert (event["Rebase"], event["Withdrawn"]) == ("yes", "Noted twice")
    (visit,) = table(book, "Visits")
    assert visit["Withdrawn"] == "Logged twice"
    assert visit["Consultants"] == "Kim (giả định); Lan"
    assert visit["Observations"] == "One\nTwo"
    assert len(visit["ID"]) == 36


def test_another_programme_is_not_in_it(lead):
    factories.engagement("P2-01", within=factories.programme("P2"))
    factories.engagement("P1-01")
    book = taken(lead, ADDRESS)

    assert [row["Code"] for row in table(book, "Programmes")] == ["P1"]
    assert [row["Code"] for row in table(book, "Engagements")] == ["P1-01"]
    assert [row["Code"] for row in table(book, "Factories")] == ["F-P1-01"]


def test_invented_data_says_so_on_paper(database, sign_in):
    factories.programme(demo=True)
    book = taken(sign_in("lead@example.org", LEAD), ADDRESS)

    assert all("INVENTED DATA" in sheet.oddHeader.center.text for sheet in book)
    assert table(book, "Programmes")[0]["Demo"] == "yes"
