"""A factory is compared with others whose names nobody can work out."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coachtrack.domain.cohorts import FEWEST_WITHOUT_NAMES, quartiles_without_names
from coachtrack.features.consents.actions import Decisions, decide
from coachtrack.features.factories.models import Consent, Factory
from coachtrack.features.indicators.models import Indicator, IndicatorVersion
from coachtrack.features.indicators.others import achieved_by_others
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.reading import parsed, text_of
from tests.sending import ENGLISH

PAGE = "/engagements/P1-01/comparison"
#: How many of 200 pieces are bad afterwards, by the number of the factory; before, 20 are.
AFTER = (10, 18, 16, 14, 12, 8, 6)


@pytest.fixture
def place(database):
    """P1-01 to P1-07 at F1 to F7, all with a tenth of bad pieces before; all but F7 agreed."""
    for n, bad in enumerate(AFTER, start=1):
        coached = factories.engagement(f"P1-0{n}", at=factories.factory(f"F{n}"))
        figures = {"before": [(20, 200)] * 12, "after": [(bad, 200)] * 12}
        factories.measure(coached, main=True, **figures)
        if n < 7:
            agree(coached.factory)
    database.commit()


def agree(factory, yes=True):
    decide(factory, Decisions(compared=yes), "Lan")


@pytest.fixture
def manager(sign_in, place):
    return sign_in("thang@example.vn", Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1"))


def said(client, address=PAGE):
    return text_of(parsed(client.get(address, headers=ENGLISH).text))


def test_half_and_a_quarter_of_five_others(manager):
    """The five improved by 10, 20, 30, 40 and 60 percent."""
    page = said(manager)
    assert "Half of the other factories improved by 30 % or more" in page
    assert "the best quarter by 40 % or more, the last quarter by 20 % or less" in page
    assert "You 50 %" in page
    assert not any(f"F{n}" in page for n in range(2, 8))


def test_four_others_are_too_few(manager, database):
    agree(database.query(Factory).filter_by(code="F6").one(), yes=False)
    database.commit()
    page = said(manager)
    assert "Fewer than five other factories count this and agreed" in page
    assert "Half of" not in page


def test_who_does_not_count_sees_none(manager, database):
    agree(database.query(Factory).filter_by(code="F1").one(), yes=False)
    database.commit()
    assert "Your figures do not count in comparisons." in said(manager)
    assert "Half of" not in said(manager)


def test_a_factory_of_ones_own_is_no_other(sign_in, place):
    """Of who manages two, both are known already."""
    both = [Grant(Role.FACTORY_MANAGER, Scope.FACTORY, code) for code in ("F1", "F2")]
    assert "Fewer than five" in said(sign_in("hai@example.vn", *both))


def test_a_factory_coached_twice_counts_once(manager, database):
    again = factories.engagement(
        "P1-08", at=database.query(Factory).filter_by(code="F2").one(), start_on=factories.END
    )
    factories.measure(again, main=True, before=[(20, 200)] * 12, after=[(5, 200)] * 12)
    database.commit()
    assert "Half of the other factories improved by 40 % or more" in said(manager)


def test_invented_figures_are_no_others(manager, database):
    invented = factories.engagement(
        "D1-01", within=factories.programme("D1", demo=True), at=factories.factory("F9")
    )
    factories.measure(invented, main=True, before=[(20, 200)] * 12, after=[(1, 200)] * 12)
    agree(invented.factory)
    agree(database.query(Factory).filter_by(code="F6").one(), yes=False)
    database.commit()
    assert "Fewer than five" in said(manager)


def test_only_the_factory_itself_compares(sign_in, place):
    for grant in (
        Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"),
        Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01"),
        Grant(Role.VIEWER, Scope.PROGRAMME, "P1"),
        Grant(Role.ADMINISTRATOR, Scope.EVERYTHING),
    ):
        assert sign_in(f"{grant.role}@example.vn", grant).get(PAGE).status_code == 403


class TestNoneIsWorkedOut:
    """Whatever is agreed to, what is told is of five others or more, and of nobody alone."""

    @given(st.lists(st.floats(-5, 1), max_size=30))
    def test_of_fewer_than_five_nothing_is_told(self, improvements):
        told = quartiles_without_names(improvements)
        assert (told is None) == (len(improvements) < FEWEST_WITHOUT_NAMES)
        if told:
            assert list(told) == sorted(told)
            assert all(round(value, 2) == value for value in told)

    def test_whoever_agrees_and_whoever_asks(self, place, database):
        version = (
            database.query(IndicatorVersion)
            .join(IndicatorVersion.indicator)
            .filter(Indicator.code == "defect-rate")
            .first()
        )
        wanted = {"defect-rate": version}
        codes = [f"F{n}" for n in range(1, 8)]

        @settings(max_examples=60, suppress_health_check=list(HealthCheck))
        @given(st.sets(st.sampled_from(codes)), st.sets(st.sampled_from(codes), max_size=3))
        def check(agreed, own):
            for factory in database.query(Factory):
                agree(factory, yes=factory.code in agreed)
            told = achieved_by_others(wanted, own, demo=False)
            assert bool(told) == (len(agreed - own) >= FEWEST_WITHOUT_NAMES)

        check()
        assert database.query(Consent).count() == 7
