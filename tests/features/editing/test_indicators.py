"""The library of indicators: finding, adding, and counting differently as a new version."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from coachtrack.features.engagements.models import Stage
from coachtrack.features.indicators import actions as measures
from coachtrack.features.indicators.models import Indicator, IndicatorVersion, StoredResult
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.editing import fill, standing
from tests.reading import read
from tests.sending import ENGLISH

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)
NEW = {
    "code": "Paint-Defects",
    "name": "Paint defects",
    "name_vi": "Lỗi sơn",
    "numerator": "defective parts",
    "denominator": "painted parts",
    "better": "lower",
    "unit": "%",
}
#: Where one of a kind is added.
ADD = "/indicators/new?kind="
OWN = "/indicators/paint-defects/edit"


@pytest.fixture
def administrator(database, sign_in):
    return sign_in("admin@example.vn", ADMINISTRATOR)


@pytest.fixture
def own(administrator):
    """An indicator of this installation."""
    assert fill(administrator, f"{ADD}proportion", **NEW).status_code == 302


def versions(database, code="paint-defects"):
    database.rollback()
    found = select(IndicatorVersion).join(Indicator).where(Indicator.code == code)
    return database.scalars(found.order_by(IndicatorVersion.version)).all()


def test_a_new_indicator_stands_in_the_library(administrator, own, database):
    (made,) = versions(database)
    assert (made.version, made.unit, made.factor, made.name_vi) == (1, "%", 100, "Lỗi sơn")
    assert not made.indicator.built_in
    assert "Paint defects" in read(administrator, "/indicators/?q=loi+son").links()
    page = administrator.get("/indicators/paint-defects", headers=ENGLISH).text
    assert "defective parts" in page


def test_a_search_without_a_hit_says_so(administrator):
    page = administrator.get("/indicators/?q=nothing+of+the+kind", headers=ENGLISH).text
    assert "No indicator fits “nothing of the kind”." in page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("code", "new", "stand for pages and cannot be codes"),
        ("code", "defect-rate", "This code is taken."),
        ("factor", "-1", "Write a number above zero"),
        ("decimals", "9", "Write a whole number from 0 to 6."),
    ],
)
def test_what_cannot_be_is_said_at_the_field(administrator, database, field, typed, said):
    answer = fill(administrator, f"{ADD}proportion", **{**NEW, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert versions(database) == []


def test_words_are_corrected_within_the_version(administrator, own, database):
    assert fill(administrator, OWN, name="Defects in paint").status_code == 302
    assert [(v.version, v.name) for v in versions(database)] == [(1, "Defects in paint")]


def test_one_of_the_two_languages_is_enough(administrator, database):
    vietnamese = {"name": "", "numerator": "", "denominator": "", "numerator_vi": "chi tiết lỗi"}
    told = {**NEW, **vietnamese, "denominator_vi": "chi tiết đã sơn"}
    assert fill(administrator, f"{ADD}proportion", **told).status_code == 302
    (made,) = versions(database)
    assert (made.name, made.name_vi) == ("Lỗi sơn", "Lỗi sơn")
    assert (made.numerator, made.denominator) == ("chi tiết lỗi", "chi tiết đã sơn")
    page = administrator.get("/indicators/paint-defects", headers=ENGLISH).text
    assert "chi tiết lỗi / chi tiết đã sơn" in page


def test_without_a_name_in_any_language_it_is_asked_for(administrator, database):
    answer = fill(administrator, f"{ADD}proportion", **{**NEW, "name": "", "name_vi": " "})
    assert answer.status_code == 422
    assert 'id="name-error">Fill this in, in one of the two languages.' in answer.text
    assert versions(database) == []


@pytest.mark.parametrize(
    ("field", "typed"),
    [("unit", "ppm"), ("factor", "1000"), ("kind", "ratio"), ("better", "higher")],
)
def test_other_figures_are_a_new_version(administrator, own, database, field, typed):
    answer = fill(administrator, OWN, **{field: typed}, wording="yes")
    assert answer.status_code == 422
    assert "so it becomes version 2. Clear this box" in answer.text
    assert [v.version for v in versions(database)] == [1]
    page = administrator.get(OWN, headers=ENGLISH).text
    assert "Otherwise they become version 2, as kind, unit, factor" in page
    assert fill(administrator, OWN, page=page, **{field: typed}).status_code == 302
    assert [v.version for v in versions(database)] == [1, 2]
    told = administrator.get("/indicators/paint-defects", headers=ENGLISH).text
    assert "New readings are taken under version 2" in told


@pytest.mark.parametrize("field", ["numerator", "numerator_vi", "denominator", "denominator_vi"])
def test_other_words_for_what_is_counted_are_a_new_version_unless_they_only_say_it_better(
    administrator, own, database, field
):
    assert fill(administrator, OWN, **{field: "parts"}, wording="yes").status_code == 302
    assert [(v.version, getattr(v, field)) for v in versions(database)] == [(1, "parts")]
    assert fill(administrator, OWN, **{field: "parts and frames"}).status_code == 302
    told = [(v.version, getattr(v, field)) for v in versions(database)]
    assert told == [(1, "parts"), (2, "parts and frames")]


def test_sent_twice_it_is_one_new_version(administrator, own, database):
    page = administrator.get(OWN, headers=ENGLISH).text
    for _time in range(2):
        assert fill(administrator, OWN, page=page, unit="ppm").status_code == 302
    assert [v.version for v in versions(database)] == [1, 2]


def test_what_came_with_the_product_stays_and_its_figures_stay_under_it(administrator, database):
    figures = {"before": factories.MANY_DEFECTS, "after": factories.FEW_DEFECTS}
    measured = factories.measure(**figures).id
    database.commit()
    address = "/indicators/defect-rate/edit"
    page = administrator.get(address, headers=ENGLISH).text
    assert "so what you change becomes version 2" in page
    assert 'name="wording"' not in page
    assert fill(administrator, address, page=page, name="Share of defects").status_code == 302
    names = [v.name for v in versions(database, "defect-rate")]
    assert names == ["Defect rate", "Share of defects"]
    assert database.get(StoredResult, measured).version == 1


def test_a_change_of_somebody_else_is_shown_and_not_undone(administrator, own, database):
    page = administrator.get(OWN, headers=ENGLISH).text
    assert fill(administrator, OWN, name="Defects in paint").status_code == 302
    answer = fill(administrator, OWN, page=page, name="Paint faults")
    assert answer.status_code == 409
    assert (
        '"Stored now">Defects in paint</td><td data-label="Typed here">Paint faults</td>'
        in answer.text
    )
    assert [v.name for v in versions(database)] == ["Defects in paint"]


@pytest.mark.parametrize("kind", ["proportion", "rate", "ratio", "score"])
def test_what_is_counted_is_said_in_words(administrator, database, kind):
    blank = dict.fromkeys(("numerator", "numerator_vi", "denominator", "denominator_vi"), "")
    neither = fill(administrator, f"{ADD}{kind}", **{**NEW, **blank})
    assert "Say what is counted" in neither.text
    assert "Say among or over what it is counted" in neither.text
    half = fill(administrator, f"{ADD}{kind}", **{**NEW, "denominator": ""})
    assert half.status_code == 422
    assert "Say what is counted" not in half.text
    one = {**blank, "numerator_vi": "lỗi", "denominator": "parts"}
    assert fill(administrator, f"{ADD}{kind}", **{**NEW, **one}).status_code == 302


def test_before_a_new_version_it_is_said_who_counts_by_the_old_one(administrator):
    running = factories.engagement(stage=Stage.IMPROVEMENT)
    factories.measure(running, before=factories.MANY_DEFECTS)
    factories.measure(factories.engagement("P1-02"), before=factories.MANY_DEFECTS)
    page = administrator.get("/indicators/defect-rate/edit", headers=ENGLISH).text
    assert "1 running engagement counts by version 1 and stays with it" in page
    assert '<a href="/engagements/P1-01">P1-01</a>' in page
    other = administrator.get("/indicators/scrap-rate/edit", headers=ENGLISH).text
    assert "counts by version" not in other


def test_a_level_is_asked_for_its_name_and_which_way_is_better(administrator, database):
    kinds = read(administrator, "/indicators/new").links()
    assert kinds["Level"] == f"{ADD}level"
    asked = standing(administrator.get(f"{ADD}level", headers=ENGLISH).text)
    assert {"name", "name_vi", "code", "better"} <= asked.keys()
    assert not {"kind", "unit", "factor", "decimals", "numerator"} & asked.keys()
    told = {"name": "Digital maturity", "code": "digital"}
    assert fill(administrator, f"{ADD}level", **told).status_code == 422
    assert fill(administrator, f"{ADD}level", **told, better="higher").status_code == 302
    (made,) = versions(database, "digital")
    assert (made.unit, made.factor, made.decimals, made.numerator) == ("level 0–5", 1, 0, "")


def test_a_value_has_no_parts_and_keeps_none(administrator, own, database):
    """Nor does what becomes one."""
    asked = standing(administrator.get(f"{ADD}value", headers=ENGLISH).text)
    assert "unit" in asked
    assert "factor" not in asked
    assert fill(administrator, OWN, kind="value", unit="days").status_code == 302
    made, _first = reversed(versions(database))
    assert (made.numerator, made.denominator_vi, made.factor) == ("", "", 1)


def test_words_of_one_language_stay_those_of_the_other(administrator, database):
    told = {**NEW, "name": "", "numerator": "", "denominator": ""}
    told |= {"numerator_vi": "chi tiết lỗi", "denominator_vi": "chi tiết sơn"}
    assert fill(administrator, f"{ADD}proportion", **told).status_code == 302
    assert standing(administrator.get(OWN, headers=ENGLISH).text)["denominator"] == ""
    assert fill(administrator, OWN, denominator_vi="chi tiết kiểm tra").status_code == 302
    made = versions(database)[-1]
    assert (made.version, made.denominator, made.numerator) == (
        2,
        "chi tiết kiểm tra",
        "chi tiết lỗi",
    )


def test_words_changed_in_one_language_alone_are_remarked_on(administrator, own):
    told = "What is counted was changed in one language only."
    both = {"denominator": "parts checked", "denominator_vi": "chi tiết kiểm tra"}
    answer = fill(administrator, OWN, **both)
    assert told not in read(administrator, answer.location).text
    answer = fill(administrator, OWN, denominator="all parts")
    assert told in read(administrator, answer.location).text


def test_one_added_by_mistake_is_removed_unless_it_is_tracked(administrator, own, database):
    page = "/indicators/paint-defects/remove"
    assert read(administrator, "/indicators/paint-defects").links()["Remove"] == page
    assert "Remove" not in read(administrator, "/indicators/defect-rate").links()
    measure = factories.measure(indicator="paint-defects")
    database.commit()
    assert "It stays: engagements track it." in read(administrator, page).text
    measures.remove_measure(measure)
    database.commit()
    assert fill(administrator, page).location == "/indicators/"
    assert versions(database) == []
    told = "It stays: it came with CoachTrack."
    assert told in read(administrator, "/indicators/defect-rate/remove").text


def test_another_one_of_the_same_name_is_remarked_on(administrator, own):
    told = {**NEW, "code": "paint-defects-2", "name": "Other", "name_vi": "loi SON"}
    answer = fill(administrator, f"{ADD}proportion", **told)
    said = "This name stands in the list already: paint-defects. See whether it is the same"
    assert said in read(administrator, answer.location).text
