"""Today's figures: two fields, and nothing else that must be filled in."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from coachtrack.features.engagements.models import Stage
from coachtrack.features.indicators.models import Reading
from coachtrack.kit import formats
from coachtrack.kit.times import today_in
from tests import factories
from tests.editing import answer_of, standing
from tests.reading import Page, parsed, read
from tests.sending import ENGLISH

ADDRESS = "/engagements/P1-01/readings/today"
TODAY = today_in("Asia/Ho_Chi_Minh")
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def measure(coached):
    return factories.measure(coached, main=True)


def send(client, address=ADDRESS, page=None, **typed):
    html = page if page is not None else client.get(address, headers=ENGLISH).text
    return client.post(address, data={**standing(html, "one"), **typed}, headers=ENGLISH)


def stored(database):
    found = database.scalars(select(Reading).order_by(Reading.from_on, Reading.lot)).all()
    return [(each.from_on, each.lot, each.numerator, each.denominator) for each in found]


def test_two_fields_are_enough(manager, measure, database):
    answer = send(manager, numerator="21", denominator="400")
    assert answer.status_code == 302
    assert stored(database) == [(TODAY, "", 21, 400)]
    page = read(manager, answer.location)
    assert "Saved: 1 reading." in page.text
    assert "Entered already." in page.text


def test_yesterday_is_in_view_and_one_tap_away(manager, measure, database):
    factories.readings(measure, [(19, 1390)], YESTERDAY)
    page = read(manager, ADDRESS)
    assert "the day before: 19" in page.text
    assert "the day before: 1,390" in page.text
    there = page.links()["Yesterday"]
    send(manager, there, numerator="20", denominator="1390")
    assert stored(database) == [(YESTERDAY, "", 20, 1390)]


def test_what_was_entered_already_is_corrected(manager, measure, database):
    for numerator in ("21", "22"):
        assert send(manager, numerator=numerator, denominator="400").status_code == 302
    assert stored(database) == [(TODAY, "", 22, 400)]


def begins(html):
    """The names of the fields at which a page begins."""
    root = parsed(html)
    return [each.get("name") for each in root.iter() if "autofocus" in each.attrib]


def test_a_day_that_was_entered_begins_at_its_first_field_as_a_new_one(manager, measure):
    assert begins(manager.get(ADDRESS).text) == ["numerator"]
    send(manager, numerator="21", denominator="400")
    assert begins(manager.get(ADDRESS).text) == [], "that it was saved is read first"
    assert begins(manager.get(ADDRESS).text) == ["numerator"]


def test_sent_twice_it_is_saved_once_and_another_figure_is_asked_about(manager, measure, database):
    page = manager.get(ADDRESS, headers=ENGLISH).text
    for _time in range(2):
        answer = send(manager, page=page, numerator="21", denominator="400")
        assert answer.status_code == 302
    answer = send(manager, page=page, numerator="5", denominator="400")
    assert answer.status_code == 409
    assert "Stored now: 5.3 % (21 of 400)" in Page(answer.text).text
    assert stored(database) == [(TODAY, "", 21, 400)]
    for _time in range(2):
        answer = send(manager, page=answer.text)
        assert answer.status_code == 409, "the same button never replaces what is stored"
    kept = send(manager, page=answer.text, **answer_of(answer.text, "keep"))
    assert "What is stored stays." in read(manager, kept.location).text
    assert stored(database) == [(TODAY, "", 21, 400)]
    replace = answer_of(answer.text, "replace")
    assert send(manager, page=answer.text, **replace).status_code == 302
    assert stored(database) == [(TODAY, "", 5, 400)]


def test_who_stored_it_meanwhile_is_told_by_name_or_as_oneself(
    manager, consultant, measure, database
):
    page = manager.get(ADDRESS, headers=ENGLISH).text
    send(manager, numerator="21", denominator="400")
    answer = send(manager, page=page, numerator="5", denominator="400")
    shown = Page(answer.text).text
    assert re.search(r"You entered this yourself in another window at \d\d:\d\d\. Stored", shown)
    send(consultant, numerator="22", denominator="400")
    answer = send(manager, page=page, numerator="5", denominator="400")
    assert answer.status_code == 409
    shown = Page(answer.text).text
    assert re.search(r"ha@example\.vn entered this meanwhile, at \d\d:\d\d\. Stored", shown)


def test_of_what_a_command_stored_nobody_is_named(manager, measure, database):
    page = manager.get(ADDRESS, headers=ENGLISH).text
    factories.readings(measure, [(21, 400)], TODAY)
    answer = send(manager, page=page, numerator="5", denominator="400")
    assert "Somebody else entered this meanwhile. Stored now" in Page(answer.text).text


def test_a_withdrawn_reading_is_replaced_by_what_is_entered_anew(manager, measure, database):
    factories.readings(measure, [(21, 400)], TODAY, withdrawn="Cân hỏng")
    database.commit()
    page = manager.get(ADDRESS, headers=ENGLISH).text
    assert "was withdrawn: Cân hỏng. What is saved here takes its place." in Page(page).text
    assert send(manager, page=page, numerator="12", denominator="400").status_code == 302
    assert stored(database) == [(TODAY, "", 12, 400)]
    assert database.scalar(select(Reading.withdrawn)) == ""


def test_what_today_s_page_does_not_show_stays(manager, measure, database):
    factories.readings(measure, [(21, 400)], TODAY, note="Khuôn mới", source="Sổ ca")
    send(manager, numerator="22", denominator="400")
    (found,) = database.scalars(select(Reading)).all()
    assert (found.numerator, found.note, found.source) == (22, "Khuôn mới", "Sổ ca")


def test_a_factory_is_told_what_it_cannot_change(manager, measure):
    factories.readings(measure, [(21, 400)], TODAY, trust="seen")
    html = manager.get(ADDRESS, headers=ENGLISH).text
    assert "The consultant has checked this reading, so it stays as it is." in html
    assert "Ask the consultant to correct it." in html
    assert html.count('readonly="readonly"') == 2
    assert '<button class="button primary">' not in html


def test_the_next_shift_is_offered_after_the_first(manager, measure, database):
    for n in (2, 1):
        for lot in ("Ca 1", "Ca 2"):
            factories.readings(measure, [(20, 400)], TODAY - timedelta(days=n), lot=lot)
    for _shift in range(2):
        send(manager, numerator="21", denominator="400")
    assert stored(database)[-2:] == [(TODAY, "Ca 1", 21, 400), (TODAY, "Ca 2", 21, 400)]
    assert {"Ca 1", "Ca 2"} <= set(read(manager, ADDRESS).links())


def test_the_number_of_a_lot_is_asked_for_where_lots_have_numbers(manager, measure, database):
    for n in (2, 1):
        factories.readings(measure, [(20, 400)], TODAY - timedelta(days=n), lot=f"L{n}")
    send(manager, lot="L7", numerator="21", denominator="400")
    assert stored(database)[-1] == (TODAY, "L7", 21, 400)


def test_nothing_typed_is_said_at_the_field(manager, measure, database):
    answer = send(manager)
    assert answer.status_code == 422
    assert answer.text.count("Fill this in.") == 2
    assert stored(database) == []


def test_a_figure_far_from_the_others_is_asked_about_and_saved_when_right(
    manager, measure, database
):
    factories.readings(measure, [(20 + n, 400) for n in range(6)])
    answer = send(manager, numerator="180", denominator="400")
    assert answer.status_code == 422
    assert "Is it right?" in answer.text
    sure = {"numerator": "180", "denominator": "400", "right": "180 / 400"}
    assert send(manager, **sure).status_code == 302
    assert stored(database)[-1] == (TODAY, "", 180, 400)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (("abc", "400"), "numerator", "This is not a number. Use digits only, such as 14."),
        (("21", "3 0 0"), "denominator", "This is not a number. Use digits only, such as 14."),
        (("21", ""), "denominator", "Fill this in too."),
        (("", "400"), "numerator", "Fill this in too, even if it is 0."),
        (("0", "0"), "denominator", "0 means that nothing was counted, and that is no reading."),
        (("400", "300"), "numerator", "This is more than “Units inspected”."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_page_begins_there(
    manager, measure, database, typed, field, said
):
    answer = send(manager, **dict(zip(("numerator", "denominator"), typed, strict=True)))
    assert answer.status_code == 422
    assert begins(answer.text) == [field]
    root = parsed(answer.text)
    wrong = next(each for each in root.iter("p") if each.get("id") == f"{field}-error")
    assert "".join(wrong.itertext()).startswith(said)
    assert stored(database) == []


def test_hours_that_may_be_thousands_are_asked_about(manager, coached, database):
    factories.measure(coached, "labour-productivity", main=True)
    answer = send(manager, numerator="500", denominator="1.234")
    assert "“1.234” may mean 1,234 (more than a thousand) or 1.234" in Page(answer.text).text


def test_who_coaches_says_whether_the_sheet_was_seen(consultant, manager, measure, database):
    assert "I have seen the tally sheet." not in manager.get(ADDRESS, headers=ENGLISH).text
    send(consultant, numerator="21", denominator="400")
    assert database.scalar(select(Reading.trust)) == "self-reported"
    send(consultant, numerator="21", denominator="400", vouched="yes")
    assert database.scalar(select(Reading.trust)) == "seen"
    assert standing(consultant.get(ADDRESS, headers=ENGLISH).text, "one")["vouched"] == "yes"
    send(manager, vouched="yes", numerator="22", denominator="400")
    assert stored(database) == [(TODAY, "", 21, 400)]


def test_what_a_factory_ticks_by_itself_is_not_taken(manager, measure, database):
    send(manager, numerator="21", denominator="400", vouched="yes")
    assert database.scalar(select(Reading.trust)) == "self-reported"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (TODAY - timedelta(4), TODAY - timedelta(4), "Last time ({}): 94"),
        (TODAY - timedelta(9), TODAY - timedelta(4), "Last time ({}, a week): 94"),
        (TODAY - timedelta(13), TODAY - timedelta(4), "Last time ({}, 10 days): 94"),
        (date(2021, 4, 12), date(2021, 4, 17), "Last time ({}, a week, "),
        (date(2021, 4, 1), date(2021, 4, 30), "Last time ({}, a month, "),
    ],
)
def test_the_last_time_is_told_as_it_was(app, manager, measure, database, first, last, said):
    factories.readings(measure, [(94, 1390)], first)
    database.execute(Reading.__table__.update().values(to_on=last))
    database.commit()
    with app.test_request_context(headers=ENGLISH):
        days = formats.days(first, last)
    text = read(manager, ADDRESS).text
    assert said.format(days) in text
    assert ("years ago" in text) == (first.year == 2021)


def test_a_draft_has_what_is_stored_beside_it(manager, consultant, measure):
    send(consultant, numerator="9", denominator="265")
    page = manager.get(ADDRESS, headers=ENGLISH).text
    beside = page.partition("data-stored>")[2].partition("</p>")[0]
    assert beside.startswith("Stored now: 3.4\N{NO-BREAK SPACE}% (9 of 265), Self-reported.")
    assert "ha@example.vn entered it: " in beside


def test_a_day_to_come_is_today(manager, measure):
    assert manager.get(f"{ADDRESS}?on=2999-01-01").status_code == 200
    assert manager.get(f"{ADDRESS}?on=nix").status_code == 200


def test_another_measure_is_one_tap_away(manager, measure, coached):
    factories.measure(coached, "lead-time", scope="Line 2")
    links = read(manager, ADDRESS).links()
    other = next(link for name, link in links.items() if name.endswith("Line 2"))
    assert send(manager, other, value="12").status_code == 302


def test_the_home_page_of_a_factory_leads_there(manager, measure):
    link = read(manager, "/").links()["Enter today's figures"]
    assert manager.get(link).status_code == 200


def test_a_day_of_a_week_that_is_in_says_so_before_anything_is_typed(manager, measure, database):
    (week,) = factories.readings(measure, [(19, 1390)], TODAY - timedelta(3))
    week.to_on = TODAY + timedelta(1)
    database.commit()
    page = read(manager, ADDRESS)
    assert "of which there is a reading already." in page.text
    assert page.links()["Correct that reading"].startswith("/engagements/P1-01/readings/enter")


def test_figures_of_years_later_are_asked_for_quietly(manager, coached, measure, database):
    coached.stage, coached.end_on = Stage.COMPLETE, date(2020, 9, 30)
    factories.readings(measure, factories.MANY_DEFECTS, date(2020, 7, 1))
    factories.readings(measure, factories.FEW_DEFECTS, date(2020, 9, 1))
    database.commit()
    warned = "the last time to measure again is over"
    assert warned in read(manager, ADDRESS).text
    home = manager.get("/", headers=ENGLISH).text
    (button,) = (each for each in parsed(home).iter("a") if each.text == "Enter today's figures")
    assert button.get("class") == "button"
    coached.end_on = TODAY - timedelta(200)
    database.commit()
    assert warned not in read(manager, ADDRESS).text
