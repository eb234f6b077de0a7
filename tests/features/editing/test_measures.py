"""Adding and changing measures by hand."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from coachtrack.domain.types import Better, Kind
from coachtrack.features.engagements.models import Event
from coachtrack.features.indicators.models import (
    FormerScope,
    IndicatorVersion,
    Measure,
    StoredResult,
)
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.editing import errors, fill, standing
from tests.features.exchange.books import table, taken
from tests.reading import read
from tests.sending import ENGLISH

CONSULTANT = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")
PAGE, CHANGE = "/engagements/P1-01/measures/new", "/engagements/P1-01/measures/edit"
NEW = {"indicator": "Defect rate", "scope": "Line 2", "covers": "60 %", "target": "4.5"}


@pytest.fixture
def coached(database):
    return factories.engagement()


@pytest.fixture
def consultant(coached, sign_in):
    return sign_in("lan@example.vn", CONSULTANT)


def stored(database, scope="Line 2"):
    database.rollback()
    return database.scalar(select(Measure).where(Measure.scope == scope))


def test_the_first_measure_is_main_and_has_a_result(consultant, database):
    answer = fill(consultant, PAGE, **NEW, target_on="2020-12-31")
    assert (answer.status_code, answer.location) == (302, "/engagements/P1-01")
    made = stored(database)
    assert (made.indicator.code, made.main, made.selection) == ("defect-rate", True, False)
    assert (made.covers, made.target, made.target_on) == (0.6, 4.5, date(2020, 12, 31))
    assert database.get(StoredResult, made.id) is not None


@pytest.mark.parametrize("typed", ["60 %", "60%", "0.6"])
def test_a_share_is_typed_as_a_percentage_or_as_a_fraction(consultant, database, typed):
    assert fill(consultant, PAGE, **{**NEW, "covers": typed}).status_code == 302
    assert stored(database).covers == 0.6


def test_another_main_measure_takes_the_place_of_the_one_before(consultant, database, coached):
    factories.measure(coached, scope="Line 1", main=True, target=3.0)
    page = consultant.get(PAGE, headers=ENGLISH).text
    assert "Now Defect rate · Line 1 is the main measure; it would be one no more." in page
    assert "main" not in standing(page)
    assert fill(consultant, PAGE, **NEW, main="yes").status_code == 302
    before, after = stored(database, "Line 1"), stored(database)
    assert (before.main, after.main) == (False, True)
    assert before.target == 3.0


def test_a_main_measure_that_is_chosen_once_results_are_known_is_told_so(
    consultant, sign_in, database, coached
):
    judged = {"before": factories.FEW_DEFECTS, "after": factories.MANY_DEFECTS}
    factories.measure(coached, scope="Line 1", main=True, **judged)
    database.commit()
    changed = "The main measure was changed on "
    assert changed not in read(consultant, "/engagements/P1-01").text
    page = consultant.get(PAGE, headers=ENGLISH).text
    assert "the pages will say that it was changed later" in page
    fill(consultant, PAGE, **NEW, main="yes")
    assert read(consultant, "/engagements/P1-01").text.count(changed) == 1
    lead = sign_in("hoa@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    assert changed in read(lead, "/programmes/P1?show=started").part("list-title")
    links = read(lead, "/programmes/P1").links()
    told = "In 1 engagement the main measure or the windows were changed once results were known"
    assert len(read(lead, "/programmes/P1" + links[told]).rows("list-title")) == 1
    book = taken(lead, "/programmes/P1/summary.xlsx")
    assert told in [cell.value for line in book.worksheets[0].iter_rows() for cell in line]
    row, _other = table(book, "Results")
    assert changed in row["What to know besides"]


def test_the_main_measure_is_not_given_up_but_taken_over(consultant, database, coached):
    factories.measure(coached, scope="Line 2", main=True)
    address = CHANGE + "?indicator=defect-rate&scope=Line+2"
    page = consultant.get(address, headers=ENGLISH).text
    assert "It is the main measure until another one becomes main." in page
    assert "main" not in standing(page)
    assert fill(consultant, address, page=page, target="4").status_code == 302
    assert (stored(database).main, stored(database).target) == (True, 4)


def test_an_engagement_does_not_begin_without_a_main_measure(consultant, database):
    page = consultant.get(PAGE, headers=ENGLISH).text
    typed = {**standing(page), **NEW}
    assert typed.pop("main") == "yes"
    answer = consultant.post(PAGE, data=typed, headers=ENGLISH)
    assert answer.status_code == 422
    assert "An engagement has one main measure, and this would leave none." in answer.text
    assert database.scalars(select(Measure)).all() == []


def test_what_is_wrong_with_the_main_measure_of_before_is_said(consultant, database, coached):
    factories.measure(coached, scope="Line 1", main=True, target=150.0)
    answer = fill(consultant, PAGE, **NEW, main="yes")
    assert answer.status_code == 422
    assert "Defect rate · Line 1: This is more than the whole, which is 100" in answer.text


def test_a_target_is_told_as_exactly_as_it_is_kept(consultant, database, coached):
    factories.measure(coached, scope="Line 2", main=True, before=[(35, 1000)] * 12)
    fill(consultant, CHANGE + "?indicator=defect-rate&scope=Line+2", gain="30")
    page = consultant.get("/engagements/P1-01", headers=ENGLISH).text
    assert "Target: 30\u00a0% better than 3.5\u00a0% is 2.45\u00a0%." in page
    assert page.count("2.45\u00a0%") > 1
    assert "2.5\u00a0%" not in page


def test_a_percentage_becomes_a_figure_of_what_was_measured(consultant, database, coached):
    before = [(100, 1000)] * 12
    factories.measure(coached, scope="Line 2", main=True, before=before)
    answer = fill(consultant, CHANGE + "?indicator=defect-rate&scope=Line+2", gain="30")
    assert answer.status_code == 302
    assert stored(database).target == pytest.approx(7)
    told = consultant.get("/engagements/P1-01", headers=ENGLISH).text
    assert "Target: 30\u00a0% better than 10.0\u00a0% is 7.0\u00a0%." in told


def test_a_percentage_of_what_was_measured_otherwise_asks_of_what(consultant, database, coached):
    measure = factories.measure(coached, scope="Line 2", main=True, before=[(100, 1000)] * 12)
    database.commit()
    words = {"name": "Defects", "kind": Kind.PROPORTION, "better": Better.LOWER, "unit": "ppm"}
    database.add(IndicatorVersion(indicator=measure.indicator, version=2, factor=1e6, **words))
    measure.indicator.current_version = 2
    database.commit()
    address = CHANGE + "?indicator=defect-rate&scope=Line+2"
    said = "The baseline was measured under an older definition."
    assert said in consultant.get(address, headers=ENGLISH).text
    asked = fill(consultant, address, gain="30")
    assert asked.status_code == 422
    assert f'-error">{said}' in asked.text
    assert fill(consultant, address, gain="30", before="90000").status_code == 302
    assert stored(database).target == pytest.approx(63000)


def test_a_percentage_of_what_is_not_measured_waits_for_the_baseline(consultant, database):
    answer = fill(consultant, PAGE, **{**NEW, "target": "", "gain": "30 %"})
    assert answer.status_code == 302
    page = consultant.get(answer.location, headers=ENGLISH).text
    assert "The target becomes a figure once there is a baseline." in page
    assert "Target: 30\u00a0% better than before" in page
    made = stored(database)
    assert (made.target, made.gain) == (None, 30)
    # Once it is measured, it is a figure, and saving the form makes it one for good.
    factories.readings(made, factories.MANY_DEFECTS, factories.START)
    factories.readings(made, factories.FEW_DEFECTS, factories.FOLLOW_UP[0])
    database.commit()
    (result,) = consultant.get("/engagements/P1-01/results.json").json["results"]
    aim = result["baseline"]["value"] * 0.7
    assert result["target"]["value"] == pytest.approx(aim)
    assert result["target"]["progress"] > 0
    change = CHANGE + "?indicator=defect-rate&scope=Line+2"
    assert fill(consultant, change).status_code == 302
    made = stored(database)
    assert (made.target, made.gain) == (pytest.approx(aim, abs=0.05), None)


def test_a_percentage_of_what_was_measured_before_is_a_figure_at_once(consultant, database):
    told = {**NEW, "target": "", "gain": "30 %", "before": "8.3"}
    assert fill(consultant, PAGE, **told).status_code == 302
    assert (stored(database).target, stored(database).gain) == (pytest.approx(5.81), None)


def test_more_is_better_where_higher_is_better(consultant, database):
    told = {"indicator": "first-pass-yield", "scope": "Line 2", "gain": "10", "before": "80"}
    assert fill(consultant, PAGE, **told).status_code == 302
    assert stored(database).target == pytest.approx(88)


@pytest.mark.parametrize(
    "gain",
    [
        "30 % less",
        "-30%",
        "−30 %",
        "30% lower",
        "giảm 30 %",
        "30 % ít hơn",
        "30 % better",
        "Less 30",
        "30 percent less",
    ],
)
def test_a_percentage_may_say_which_way_it_goes(consultant, database, gain):
    told = {**NEW, "target": "", "gain": gain, "before": "8.3"}
    assert fill(consultant, PAGE, **told).status_code == 302
    assert stored(database).target == pytest.approx(5.81)


@pytest.mark.parametrize("target", ["4.5\u00a0%", " 4.5 % ", "4.5%"])
def test_a_figure_with_its_unit_is_no_percentage_of_another(consultant, database, target):
    answer = fill(consultant, PAGE, **{**NEW, "target": target})
    assert answer.status_code == 302
    assert (stored(database).target, stored(database).gain) == (4.5, None)


def test_a_percentage_without_a_way_is_no_target(consultant, database):
    answer = fill(consultant, PAGE, **{**NEW, "target": "30 percent"})
    assert answer.status_code == 422
    assert 'id="target-error"' in answer.text


@pytest.mark.parametrize("target", ["30 % less", "giảm 30 %", "-30%"])
def test_it_may_stand_in_the_place_of_a_figure(consultant, database, target):
    assert fill(consultant, PAGE, **{**NEW, "target": target}).status_code == 302
    assert (stored(database).target, stored(database).gain) == (None, 30)


@pytest.mark.parametrize(
    ("indicator", "gain", "said"),
    [
        ("Defect rate", "30 % more", "Lower is better here."),
        ("Defect rate", "tăng 30 %", "Lower is better here."),
        ("First-pass yield", "-30 %", "Higher is better here."),
        ("First-pass yield", "30 % worse", "This is not a number."),
        ("Defect rate", "-30 % more", "This is not a number."),
        ("Defect rate", "30 %-", "This is not a number."),
    ],
)
def test_a_percentage_of_the_wrong_way_is_refused(consultant, database, indicator, gain, said):
    told = {**NEW, "indicator": indicator, "target": "", "gain": gain, "before": "8.3"}
    answer = fill(consultant, PAGE, **told)
    assert answer.status_code == 422
    assert f'id="gain-error">{said}' in answer.text


@pytest.mark.parametrize("indicator", ["Defect rate", "First-pass yield"])
@pytest.mark.parametrize("before", ["8.3", "8.3 %"])
def test_what_a_percentage_is_taken_of_may_have_its_sign(consultant, database, before, indicator):
    told = {**NEW, "indicator": indicator, "target": "", "gain": "30", "before": before}
    assert fill(consultant, PAGE, **told).status_code == 302
    expected = 5.81 if indicator == "Defect rate" else 10.79
    assert stored(database).target == pytest.approx(expected)


@pytest.mark.parametrize(
    ("indicator", "gain", "before", "field", "said"),
    [
        ("Defect rate", "130", "8", "gain", "Nothing falls by more than 100 percent."),
        ("Defect rate", "130 %", "", "gain", "Nothing falls by more than 100 percent."),
        ("Defect rate", "0 %", "8", "gain", "Write a number above 0"),
        ("First-pass yield", "130", "80", "gain", "That would be 184.0\u00a0%, which cannot be."),
        ("First-pass yield", "30", "180", "before", "This is more than the whole"),
        ("Defect rate", "30", "-8", "before", "This number is negative."),
        ("Changeover time", "30", "8 %", "before", "The unit is minutes. Leave out the percent"),
    ],
)
def test_an_impossible_percentage_is_said_where_it_was_typed(
    consultant, database, indicator, gain, before, field, said
):
    told = {**NEW, "indicator": indicator, "target": "", "gain": gain, "before": before}
    answer = fill(consultant, PAGE, **told)
    assert answer.status_code == 422
    assert f'id="{field}-error">{said}' in answer.text
    assert 'id="target-error"' not in answer.text
    assert database.scalars(select(Measure)).all() == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("indicator", "", "Choose an indicator from the list."),
        ("indicator", "beauty", "There is no “beauty” here."),
        ("covers", "101", "Write a share above 0 and of at most 100 %, such as 60 %."),
        ("covers", "200 %", "Write a share above 0 and of at most 100 %"),
        ("covers", "1", "Write 100 % if all of it is meant, else 1 %."),
        ("gain", "0", "Write a number above 0"),
        ("gain", "30", "Give the target as a figure or as a percentage, not both."),
        ("indicator", "changeover-time", "The unit is minutes. Leave out the percent sign."),
        (
            "target",
            "1,234",
            "may mean 1,234 (more than a thousand)",
        ),
        ("target_on", "soon", "This is not a date."),
        ("scope", "x" * 201, "This text has 201 characters."),
    ],
)
def test_what_cannot_be_is_said_at_the_field(consultant, database, field, typed, said):
    answer = fill(consultant, PAGE, **{**NEW, "before": "8", "target": "4.5 %", field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert database.scalars(select(Measure)).all() == []


def test_sent_twice_it_is_one_measure_and_another_one_is_refused(consultant, database):
    page = consultant.get(PAGE, headers=ENGLISH).text
    for _time in range(2):
        assert fill(consultant, PAGE, page=page, **NEW).status_code == 302
    assert len(database.scalars(select(Measure)).all()) == 1
    answer = fill(consultant, PAGE, page=page, **{**NEW, "target": "5"})
    assert answer.status_code == 422
    assert "This indicator is tracked here for this scope already." in answer.text


def test_a_change_of_somebody_else_is_shown_and_not_undone(consultant, database, coached):
    factories.measure(coached, scope="Line 2")
    address = CHANGE + "?indicator=defect-rate&scope=Line+2"
    page = consultant.get(address, headers=ENGLISH).text
    assert fill(consultant, address, target="4").status_code == 302
    answer = fill(consultant, address, page=page, target="5")
    assert answer.status_code == 409
    assert '"Stored now">4</td><td data-label="Typed here">5</td>' in answer.text
    assert stored(database).target == 4
    assert fill(consultant, address, page=answer.text, target="5").status_code == 302
    assert stored(database).target == 5


@pytest.mark.parametrize("query", ["", "?indicator=oee", "?indicator=defect-rate&scope=Line+9"])
def test_a_measure_that_is_not_there_is_no_page(consultant, coached, query):
    factories.measure(coached)
    assert consultant.get(CHANGE + query).status_code == 404


@pytest.mark.parametrize("typed", ["máy 3", "MÁY  3", "ma\u0301y 3"])
def test_a_scope_that_is_only_spelled_otherwise_is_the_same(consultant, database, coached, typed):
    factories.measure(coached, "scrap-rate", scope="Máy 3", main=True)
    answer = fill(consultant, PAGE, indicator="scrap-rate", scope=typed)
    assert answer.status_code == 422
    assert "This indicator is tracked here for “Máy 3” already." in answer.text
    assert len(database.scalars(select(Measure)).all()) == 1
    assert fill(consultant, PAGE, indicator="scrap-rate", scope="May 3").status_code == 302


@pytest.mark.parametrize("typed", ["4,5%", "4.5 %", "4,5"])
def test_a_value_before_with_a_percent_sign_is_in_the_unit(consultant, database, typed):
    answer = fill(
        consultant, PAGE, indicator="Defect rate", scope="Line 2", gain="50", before=typed
    )
    assert answer.status_code == 302
    assert stored(database).target == 2.25


SCOPE = "/engagements/P1-01/measures/scope?indicator=defect-rate&scope=Lien+2"


@pytest.fixture
def misspelled(coached, database):
    """A measured line with a slip of the pen in its name, and what happened there."""
    few = {"before": factories.MANY_DEFECTS, "after": factories.FEW_DEFECTS}
    made = factories.measure(coached, scope="Lien 2", main=True, target=4.5, **few)
    factories.event(coached, date(2020, 8, 1), scope="Lien 2", text="A new machine", rebase=True)
    database.commit()
    return made.id


def test_a_scope_is_named_otherwise_and_takes_all_along(consultant, database, misspelled):
    before = consultant.get("/engagements/P1-01/results.json").json["results"][0]
    edit = consultant.get(CHANGE + "?indicator=defect-rate&scope=Lien+2", headers=ENGLISH).text
    assert SCOPE.replace("&", "&amp;") in edit
    page = consultant.get(SCOPE, headers=ENGLISH).text
    for _time in range(2):
        answer = fill(consultant, SCOPE, page=page, scope=" Line\u200b 2 ")
        assert (answer.status_code, answer.location) == (302, "/engagements/P1-01")
    (measure,) = database.scalars(select(Measure).execution_options(populate_existing=True))
    assert (measure.id, measure.scope, measure.target) == (misspelled, "Line 2", 4.5)
    assert database.scalars(select(Event.scope)).all() == ["Line 2"]
    after = consultant.get("/engagements/P1-01/results.json").json["results"][0]
    assert after == {**before, "scope": "Line 2"}


def test_what_was_open_under_the_name_of_before_still_leads_there(consultant, misspelled):
    entering = "/engagements/P1-01/readings/enter?indicator=defect-rate&scope=Lien+2"
    fill(consultant, SCOPE, scope="Line 2")
    for address in (SCOPE, entering, CHANGE + "?indicator=defect-rate&scope=Lien+2"):
        answer = consultant.get(address, headers=ENGLISH)
        assert (answer.status_code, "Line 2" in answer.text) == (200, True)
    elsewhere = SCOPE.replace("Lien", "Lines")
    assert consultant.get(elsewhere).status_code == 404


def test_two_people_who_rename_a_scope_see_both_names(consultant, database, misspelled):
    pages = [consultant.get(SCOPE, headers=ENGLISH).text for _person in range(2)]
    assert fill(consultant, SCOPE, page=pages[0], scope="Line 2").status_code == 302
    late = fill(consultant, SCOPE, page=pages[1], scope="Lines 2")
    assert late.status_code == 409
    assert "Somebody else changed this while the form was open." in late.text
    assert ("Line 2" in late.text, "Lines 2" in late.text) == (True, True)
    assert stored(database, "Line 2") is not None
    assert fill(consultant, SCOPE, page=late.text, scope="Lines 2").status_code == 302
    assert stored(database, "Lines 2") is not None


def test_a_name_of_before_is_not_given_to_another_measure(consultant, database, misspelled):
    fill(consultant, SCOPE, scope="Line 2")
    answer = fill(consultant, PAGE, indicator="Defect rate", scope="lien 2")
    assert answer.status_code == 422
    assert "“Line 2” was called so before" in errors(answer.text)["scope"]
    assert len(database.scalars(select(Measure)).all()) == 1


def test_a_measure_is_not_named_as_another_one_was_before(
    consultant, database, coached, misspelled
):
    fill(consultant, SCOPE, scope="Line 2")
    factories.measure(coached, scope="Line 3")
    database.commit()
    other = "/engagements/P1-01/measures/scope?indicator=defect-rate&scope=Line+3"
    answer = fill(consultant, other, scope="LIEN  2")
    assert answer.status_code == 422
    assert "“Line 2” was called so before" in errors(answer.text)["scope"]
    database.rollback()
    assert sorted(database.scalars(select(Measure.scope))) == ["Line 2", "Line 3"]
    assert database.scalars(select(FormerScope.scope)).all() == ["Lien 2"]


def test_a_measure_that_was_the_whole_factory_leaves_room_for_one_that_is(
    consultant, database, coached
):
    factories.measure(coached)
    database.commit()
    assert fill(consultant, SCOPE.partition("&")[0], scope="Line 2").status_code == 302
    assert fill(consultant, PAGE, indicator="Defect rate").status_code == 302
    database.rollback()
    assert sorted(database.scalars(select(Measure.scope))) == ["", "Line 2"]


def test_a_renamed_measure_can_be_called_as_before_again(consultant, database, misspelled):
    for name in ("Line 2", "Lien 2", "Line 2"):
        assert fill(consultant, SCOPE, scope=name).status_code == 302
    assert stored(database, "Line 2").id == misspelled


def test_what_happened_at_another_measure_of_the_scope_stays(
    consultant, database, coached, misspelled
):
    factories.measure(coached, "scrap-rate", scope="Lien 2")
    database.commit()
    assert fill(consultant, SCOPE, scope="Line 2").status_code == 302
    assert database.scalars(select(Event.scope)).all() == ["Lien 2"]


@pytest.mark.parametrize("typed", ["Line 3", "LINE  3", ""])
def test_a_scope_is_not_named_as_another_one_of_the_indicator(
    consultant, database, coached, misspelled, typed
):
    factories.measure(coached, scope="Line 3" if typed else "")
    database.commit()
    answer = fill(consultant, SCOPE, scope=typed)
    assert answer.status_code == 422
    assert "This indicator is tracked here for" in errors(answer.text)["scope"]
    assert stored(database, "Lien 2") is not None


REMOVE = "/engagements/P1-01/measures/remove?indicator=defect-rate"


def test_a_measure_added_by_mistake_is_removed_and_another_becomes_main(
    consultant, database, coached
):
    factories.measure(coached, main=True)
    factories.measure(coached, "scrap-rate", scope="Line 2")
    edit = consultant.get(CHANGE + "?indicator=defect-rate", headers=ENGLISH).text
    assert "measures/remove?indicator=defect-rate" in edit
    page = consultant.get(REMOVE, headers=ENGLISH).text
    assert "It is the main measure; Scrap rate · Line 2 takes its place." in page
    answer = fill(consultant, REMOVE, page=page)
    assert (answer.status_code, answer.location) == (302, "/engagements/P1-01")
    told = consultant.get(answer.location, headers=ENGLISH).text
    assert "Scrap rate · Line 2 is the main measure now." in told
    database.rollback()
    (left,) = database.scalars(select(Measure))
    assert (left.indicator.code, left.main) == ("scrap-rate", True)
    assert len(database.scalars(select(StoredResult)).all()) == 1


def test_the_only_measure_goes_and_none_is_left(consultant, database, coached):
    factories.measure(coached, main=True)
    page = consultant.get(REMOVE, headers=ENGLISH).text
    assert "the engagement then has none" in page
    assert fill(consultant, REMOVE, page=page).status_code == 302
    assert consultant.get("/engagements/P1-01").status_code == 200
    assert consultant.get(REMOVE).status_code == 404


@pytest.mark.parametrize("withdrawn", ["", "A slip"])
def test_a_measure_with_readings_stays(consultant, database, coached, withdrawn):
    page = None
    measure = factories.measure(coached, main=True)
    page = consultant.get(REMOVE, headers=ENGLISH).text
    factories.readings(measure, [(1, 20)], withdrawn=withdrawn)
    database.commit()
    answer = fill(consultant, REMOVE, page=page)
    assert answer.status_code == 409
    assert "This measure has readings, so it stays" in answer.text
    assert stored(database, "") is not None


def test_two_spellings_of_a_scope_are_remarked_on(consultant, database, coached):
    factories.measure(coached, main=True, scope="Chuyền ép 2")
    answer = fill(consultant, PAGE, **{**NEW, "scope": "chuyen ep 2"})
    assert answer.status_code == 302
    told = read(consultant, answer.location).text
    assert told.count("“Chuyền ép 2” is tracked here too.") == 1
