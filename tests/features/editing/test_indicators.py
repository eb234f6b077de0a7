"""The library of indicators: finding, adding, and counting differently as a new version."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from coachtrack.features.indicators.models import Indicator, IndicatorVersion, StoredResult
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.editing import fill
from tests.reading import read
from tests.sending import ENGLISH

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)
NEW = {
    "code": "Paint-Defects",
    "name": "Paint defects",
    "name_vi": "Lỗi sơn",
    "numerator": "defective parts",
    "denominator": "painted parts",
}
OWN = "/indicators/paint-defects/edit"


@pytest.fixture
def administrator(database, sign_in):
    return sign_in("admin@example.vn", ADMINISTRATOR)


@pytest.fixture
def own(administrator):
    """An indicator of this installation."""
    assert fill(administrator, "/indicators/new", **NEW).status_code == 302


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
        ("name", "", "Fill this in."),
        ("factor", "-1", "Write a number above zero"),
        ("decimals", "9", "Write a whole number from 0 to 6."),
    ],
)
def test_what_cannot_be_is_said_at_the_field(administrator, database, field, typed, said):
    answer = fill(administrator, "/indicators/new", **{**NEW, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert versions(database) == []


def test_words_are_corrected_within_the_version(administrator, own, database):
    assert fill(administrator, OWN, name="Defects in paint").status_code == 302
    assert [(v.version, v.name) for v in versions(database)] == [(1, "Defects in paint")]


def test_what_is_counted_changes_with_a_new_version_and_says_so_before(
    administrator, own, database
):
    answer = fill(administrator, OWN, unit="ppm", factor="1000000")
    assert answer.status_code == 422
    assert "This changes what is counted, so it becomes version 2." in answer.text
    assert [v.unit for v in versions(database)] == ["%"]
    again = fill(administrator, OWN, page=answer.text, anew="yes")
    assert again.status_code == 302
    assert [(v.version, v.unit) for v in versions(database)] == [(1, "%"), (2, "ppm")]
    page = administrator.get("/indicators/paint-defects", headers=ENGLISH).text
    assert "New readings are taken under version 2" in page


def test_other_words_for_what_is_counted_may_be_a_new_version_too(administrator, own, database):
    changed = {"denominator": "painted and repainted parts"}
    assert fill(administrator, OWN, **changed, anew="yes").status_code == 302
    assert [v.version for v in versions(database)] == [1, 2]


def test_a_new_version_without_a_difference_is_asked_about(administrator, own, database):
    answer = fill(administrator, OWN, anew="yes")
    assert answer.status_code == 422
    assert "Say above what is counted differently" in answer.text


def test_sent_twice_it_is_one_new_version(administrator, own, database):
    page = administrator.get(OWN, headers=ENGLISH).text
    for _time in range(2):
        assert fill(administrator, OWN, page=page, unit="ppm", anew="yes").status_code == 302
    assert [v.version for v in versions(database)] == [1, 2]


def test_what_came_with_the_product_stays_and_its_figures_stay_under_it(administrator, database):
    figures = {"before": factories.MANY_DEFECTS, "after": factories.FEW_DEFECTS}
    measured = factories.measure(**figures).id
    database.commit()
    address = "/indicators/defect-rate/edit"
    answer = fill(administrator, address, name="Share of defects")
    assert answer.status_code == 422
    assert "so yours becomes version 2" in answer.text
    assert fill(administrator, address, page=answer.text, anew="yes").status_code == 302
    names = [v.name for v in versions(database, "defect-rate")]
    assert names == ["Defect rate", "Share of defects"]
    assert database.get(StoredResult, measured).version == 1


def test_a_change_of_somebody_else_is_shown_and_not_undone(administrator, own, database):
    page = administrator.get(OWN, headers=ENGLISH).text
    assert fill(administrator, OWN, name="Defects in paint").status_code == 302
    answer = fill(administrator, OWN, page=page, name="Paint faults")
    assert answer.status_code == 409
    assert "<td>Defects in paint</td><td>Paint faults</td>" in answer.text
    assert [v.name for v in versions(database)] == ["Defects in paint"]
