"""The grid: what stands in it, what saving does, what is wrong told at the row."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from coachtrack.domain.types import Trust
from coachtrack.features.engagements.models import Stage
from coachtrack.features.entering import saving
from coachtrack.features.indicators.models import Reading
from coachtrack.features.indicators.progress import progress_of
from coachtrack.kit.times import today_in
from coachtrack.kit.transactions import Overtaken
from tests import factories
from tests.editing import answer_of, standing
from tests.reading import Page, read
from tests.sending import ENGLISH

GRID = "/engagements/P1-01/readings/enter"


@pytest.fixture
def overtaken(monkeypatch):
    """Let others be faster so many times."""

    def overtake(times):
        left = [*range(times)]

        def save(plan):
            write(plan)
            if left:
                left.pop()
                raise Overtaken

        monkeypatch.setattr(saving, "save", save)

    write = saving.save
    return overtake


@pytest.fixture
def measure(coached):
    return factories.measure(coached, main=True)


@pytest.fixture
def counted(coached):
    """With a reading on each of the first five days of July 2020."""
    return factories.measure(coached, main=True, before=[(20 + n, 400) for n in range(5)])


def send(client, page=None, address=GRID, headers=ENGLISH, **typed):
    """Type into a grid, by names such as row-0-numerator, and send it."""
    html = page if page is not None else client.get(address, headers=headers).text
    fields = {name.replace("__", "-"): value for name, value in typed.items()}
    return client.post(address, data={**standing(html, "grid"), **fields}, headers=headers)


def row(n, numerator, denominator, **more):
    told = {"numerator": numerator, "denominator": denominator, **more}
    return {f"row-{n}-{name}": value for name, value in told.items()}


def stored(database):
    found = database.scalars(select(Reading).order_by(Reading.from_on, Reading.lot)).all()
    return [(each.from_on.day, each.numerator, each.denominator, each.value) for each in found]


def test_it_begins_with_the_baseline(consultant, measure):
    fields = standing(consultant.get(GRID, headers=ENGLISH).text, "grid")
    assert fields["row-0-from_on"] == "01/07/2020"
    assert fields["row-11-from_on"] == "14/07/2020", "Sundays are left out"
    assert "0 of 12 readings" in read(consultant, GRID).text


def test_what_is_typed_is_saved_and_the_result_changes_on_the_page(consultant, measure, database):
    answer = send(consultant, **row(0, "21", "400"), **row(1, "19", "390"))
    assert answer.status_code == 302
    assert stored(database) == [(1, 21, 400, None), (2, 19, 390, None)]
    page = read(consultant, answer.location)
    assert "Saved: 2 readings." in page.text
    assert "Defect rate was 5.1 % (40 of 790) before." in page.text


def test_the_last_five_stand_above_and_the_next_days_follow(consultant, counted):
    fields = standing(consultant.get(GRID, headers=ENGLISH).text, "grid")
    assert [fields[f"row-{n}-numerator"] for n in range(6)] == ["20", "21", "22", "23", "24", ""]
    assert fields["row-5-from_on"] == "06/07/2020"


def test_a_stored_one_is_corrected_in_the_same_grid(consultant, counted, database):
    assert send(consultant, **row(4, "25", "400")).status_code == 302
    assert stored(database)[4] == (5, 25, 400, None)
    assert len(stored(database)) == 5


def test_sent_twice_it_is_saved_once(consultant, measure, database):
    page = consultant.get(GRID, headers=ENGLISH).text
    for _time in range(2):
        assert send(consultant, page, **row(0, "21", "400")).status_code == 302
    assert stored(database) == [(1, 21, 400, None)]


def test_sent_twice_at_one_moment_it_is_saved_once(consultant, measure, database):
    page = consultant.get(GRID, headers=ENGLISH).text
    database.commit()
    with ThreadPoolExecutor() as threads:
        sent = [threads.submit(send, consultant, page, **row(0, "21", "400")) for _time in range(4)]
    assert [answer.result().status_code for answer in sent] == [302] * 4
    assert stored(database) == [(1, 21, 400, None)]


@pytest.mark.parametrize(("times", "status", "saved"), [(1, 302, 6), (2, 409, 5)])
@pytest.mark.parametrize(
    ("page", "kind", "typed"),
    [
        ("enter", "grid", row(5, "22", "400")),
        ("today?on=2020-07-06", "one", {"numerator": "22", "denominator": "400"}),
    ],
)
def test_who_was_overtaken_while_saving_is_asked_once_more(
    consultant, counted, database, overtaken, page, kind, typed, times, status, saved
):
    overtaken(times)
    address = f"/engagements/P1-01/readings/{page}"
    fields = standing(consultant.get(address, headers=ENGLISH).text, kind)
    answer = consultant.post(address, data={**fields, **typed}, headers=ENGLISH)
    assert answer.status_code == status
    assert len(stored(database)) == saved


@pytest.mark.parametrize(("times", "status", "figure"), [(1, 302, 25), (2, 409, 20)])
def test_who_was_overtaken_while_correcting_too(
    consultant, counted, database, overtaken, times, status, figure
):
    overtaken(times)
    reading = database.scalar(select(Reading).order_by(Reading.from_on).limit(1))
    address = f"/engagements/P1-01/readings/{reading.uuid}/correct"
    fields = standing(consultant.get(address, headers=ENGLISH).text, "one")
    answer = consultant.post(address, data={**fields, "numerator": "25"}, headers=ENGLISH)
    assert answer.status_code == status
    assert stored(database)[0] == (1, figure, 400, None)


def test_a_reading_that_a_draft_corrects_stands_above_too(consultant, counted, database):
    factories.readings(counted, [(25, 400), (26, 400)], date(2020, 7, 6))
    first = database.scalar(select(Reading.uuid).order_by(Reading.from_on).limit(1))
    page = consultant.get(f"{GRID}?also={first}&also=nix", headers=ENGLISH).text
    fields = standing(page, "grid")
    assert [fields[f"row-{n}-numerator"] for n in range(7)] == [
        *("20", "22", "23", "24", "25", "26"),
        "",
    ]
    assert fields["row-0-reading"] == str(first)
    assert send(consultant, page, **row(0, "30", "400")).location == (
        "/engagements/P1-01/readings/enter?indicator=defect-rate&every=day&lots=no"
    )


def test_what_somebody_else_changed_is_shown_and_not_undone(consultant, counted, database):
    page = consultant.get(GRID, headers=ENGLISH).text
    send(consultant, **row(4, "30", "400"))
    answer = send(consultant, page, **row(4, "26", "400"))
    assert answer.status_code == 409
    assert "Stored now: 7.5 % (30 of 400)" in Page(answer.text).text
    assert "Typed here: 6.5 % (26 of 400)" in Page(answer.text).text
    for _time in range(2):
        answer = send(consultant, answer.text)
        assert answer.status_code == 409, "the same button never replaces what others stored"
    assert stored(database)[4][1] == 30
    replace = answer_of(answer.text, "row-4-replace")
    assert send(consultant, answer.text, **replace).status_code == 302
    assert stored(database)[4][1] == 26


def test_what_somebody_else_stored_is_kept_and_the_other_rows_are_saved(
    consultant, counted, database
):
    page = consultant.get(GRID, headers=ENGLISH).text
    send(consultant, **row(4, "30", "400"), **row(5, "31", "400"))
    typed = {**row(4, "26", "400"), **row(5, "27", "400"), **row(6, "28", "400")}
    answer = send(consultant, page, **typed)
    assert answer.status_code == 409
    answer = send(consultant, answer.text, **answer_of(answer.text, "row-4-keep"))
    assert answer.status_code == 409, "one of two is answered"
    assert send(consultant, answer.text, **answer_of(answer.text, "row-5-keep")).status_code == 302
    assert [numerator for _day, numerator, *_rest in stored(database)[4:]] == [30, 31, 28]


def test_who_answers_about_another_figure_than_was_shown_is_asked_again(
    consultant, counted, database
):
    page = consultant.get(GRID, headers=ENGLISH).text
    send(consultant, **row(4, "30", "400"))
    answer = send(consultant, page, **row(4, "26", "400"))
    send(consultant, **row(4, "31", "400"))
    replace = answer_of(answer.text, "row-4-replace")
    assert send(consultant, answer.text, **replace).status_code == 409
    assert stored(database)[4][1] == 31


def test_what_only_somebody_else_changed_stays(consultant, counted, database):
    page = consultant.get(GRID, headers=ENGLISH).text
    send(consultant, **row(4, "30", "400"))
    assert send(consultant, page, **row(5, "22", "400")).status_code == 302
    assert stored(database)[4:] == [(5, 30, 400, None), (6, 22, 400, None)]


def test_a_day_that_has_a_reading_already_is_not_written_over_unasked(
    consultant, measure, database
):
    page = consultant.get(GRID, headers=ENGLISH).text
    send(consultant, **row(0, "21", "400", trust="seen", note="Khuôn mới"))
    answer = send(consultant, page, **row(0, "12", "400"))
    assert answer.status_code == 409
    asked = Page(answer.text).text
    assert "There is a reading of 1 Jul 2020 already. You entered it: " in asked
    assert "Stored now: 5.3 % (21 of 400), Evidence seen by the consultant, Khuôn mới." in asked
    assert "Typed here: 3.0 % (12 of 400)" in asked
    assert "Somebody else" not in asked
    assert stored(database) == [(1, 21, 400, None)]
    replace = answer_of(answer.text, "row-0-replace")
    assert send(consultant, answer.text, **replace).status_code == 302
    (found,) = database.scalars(select(Reading)).all()
    assert (found.numerator, found.note) == (12, "Khuôn mới")
    assert found.trust == Trust.SELF_REPORTED, "as the row says: this figure nobody has checked"


def test_other_figures_do_not_come_from_where_the_ones_before_did(consultant, measure, database):
    factories.readings(measure, [(21, 400)], source="Sổ ca", trust="seen")
    database.commit()
    typed = row(3, "12", "400", from_on="1/7/2020")
    answer = send(consultant, **typed)
    assert "Typed here: 3.0 % (12 of 400), Self-reported" in Page(answer.text).text
    send(consultant, answer.text, **answer_of(answer.text, "row-3-replace"))
    database.expire_all()
    (found,) = database.scalars(select(Reading)).all()
    assert (found.numerator, found.trust, found.source) == (12, Trust.SELF_REPORTED, "")


def test_a_reading_that_is_typed_once_more_stays_as_it_is(consultant, measure, database):
    page = consultant.get(GRID, headers=ENGLISH).text
    send(consultant, **row(0, "21", "400", trust="seen"))
    answer = send(consultant, page, **row(0, "21", "400"))
    assert "Nothing has changed." in read(consultant, answer.location).text
    assert database.scalar(select(Reading.trust)) == Trust.SEEN


@pytest.fixture
def withdrawn(consultant, measure, database):
    """The reading of the first day, which was withdrawn."""
    (found,) = factories.readings(measure, [(21, 400)], withdrawn="Cân hỏng.")
    database.commit()
    return found


def test_a_withdrawn_reading_is_replaced_by_what_is_entered_anew(consultant, withdrawn, database):
    page = consultant.get(GRID, headers=ENGLISH).text
    told = "A reading of 1 Jul 2020 was withdrawn: Cân hỏng. What is saved here takes its place."
    assert told in Page(page).text
    assert send(consultant, page, **row(0, "12", "400")).status_code == 302
    database.expire_all()
    assert (withdrawn.numerator, withdrawn.withdrawn) == (12, "")


def test_a_withdrawn_reading_is_told_of_where_its_day_is_typed(consultant, withdrawn, database):
    answer = send(consultant, **row(3, "12", "400", from_on="1/7/2020"))
    assert answer.status_code == 409
    assert "was withdrawn: Cân hỏng." in Page(answer.text).text
    assert "Somebody else" not in Page(answer.text).text
    replace = answer_of(answer.text, "row-3-replace")
    assert send(consultant, answer.text, **replace).status_code == 302
    assert stored(database) == [(1, 12, 400, None)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (row(0, "21", ""), "Units inspected: Fill this in too."),
        (row(0, "", "", note="Mất điện"), "Fill in “Defective units” and “Units inspected”"),
        (row(0, "", "400"), "Defective units: Fill this in too, even if it is 0."),
        (row(0, "many", "400"), "This is not a number. Use digits only, such as 14."),
        (row(0, "0", "0"), "Units inspected: 0 means that nothing was counted"),
        (row(0, "-1", "400"), "This number is negative."),
        (row(0, "500", "400"), "This is more than “Units inspected”."),
        (row(0, "290,5", "310"), "290.5 is no whole number"),
        (row(0, "21", "400", from_on=""), "Day: Write the day on which this was counted."),
        (row(0, "21", "400", from_on="31/2/2020"), "There is no such day."),
        (row(0, "21", "400", from_on="1/7/2999"), "This date lies in the future."),
        (row(0, "21", "400", note="x" * 10_000), "This text has 10,000 characters."),
        (
            {**row(0, "21", "400"), **row(1, "9", "300", from_on="01/07/2020")},
            "Row 1 is about the same.",
        ),
    ],
)
def test_what_cannot_be_is_said_at_the_row_and_what_was_typed_stays(
    consultant, measure, database, typed, said
):
    answer = send(consultant, **typed)
    assert answer.status_code == 422
    assert said in Page(answer.text).text
    kept = standing(answer.text, "grid")
    assert {name: kept[name] for name in typed} == typed
    assert stored(database) == []


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("vi", "1.234", 1234),
        ("vi", "1,234", 1234),
        ("en", "1.234", 1234),
        ("en", "1,234", 1234),
        ("vi", "8,25", 8.25),
        ("en", "8,25", 8.25),
    ],
)
def test_things_that_are_counted_are_read_as_whole_numbers(
    consultant, measure, database, language, typed, meant
):
    headers = {"Accept-Language": language}
    sure = row(0, typed, "9999", right=f"{typed} / 9999")
    assert send(consultant, headers=headers, **sure).status_code == 302
    assert stored(database)[0][1] == meant


def test_hours_that_may_mean_two_things_are_asked_about(consultant, coached, database):
    factories.measure(coached, "labour-productivity", main=True)
    answer = send(consultant, **row(0, "500", "1.234"))
    assert answer.status_code == 422
    assert (
        "may mean 1,234 (more than a thousand) or 1.234 (with decimals)" in Page(answer.text).text
    )


def test_a_figure_far_from_the_others_is_asked_about_and_saved_when_right(
    consultant, counted, database
):
    answer = send(consultant, **row(5, "180", "400"))
    assert answer.status_code == 422
    said = "45.0 % is far from the others, which lie from 5.0 % to 6.0 %. Is it right?"
    assert said in Page(answer.text).text
    other = send(consultant, answer.text, **row(5, "190", "400", right="180 / 400"))
    assert other.status_code == 422, "it was not this figure that is right"
    sure = send(consultant, answer.text, **row(5, "180", "400", right="180 / 400"))
    assert sure.status_code == 302
    assert stored(database)[5] == (6, 180, 400, None)


def test_only_a_rate_needs_its_source_and_is_only_claimed(consultant, measure, database):
    address = f"{GRID}?figures=rate&every=month"
    typed = {"row-0-value": "8,2", "row-0-source": ""}
    answer = send(consultant, address=address, **typed)
    assert answer.status_code == 422
    assert "Say where this rate comes from" in answer.text
    typed["row-0-source"] = "Báo cáo tháng"
    assert send(consultant, address=address, **typed).status_code == 302
    (found,) = database.scalars(select(Reading)).all()
    assert (found.value, found.source) == (8.2, "Báo cáo tháng")
    assert (found.from_on, found.to_on) == (date(2020, 7, 1), date(2020, 7, 31))


def test_a_percentage_is_taken_and_asked_about_in_the_unit(consultant, measure, database):
    for n, figure in enumerate([8.1, 8.4, 7.9, 8.2, 8.0, 8.3]):
        factories.readings(measure, [figure], date(2020, 7, 1 + n), source="Báo cáo")
    typed = {"row-5-value": "92,5%", "row-5-source": "Báo cáo"}
    answer = send(consultant, address=f"{GRID}?figures=rate", **typed)
    assert answer.status_code == 422
    assert "92.5 % is far from the others, which lie from 7.9 %" in Page(answer.text).text
    right = {"row-5-right": "92,5%"}
    answer = send(consultant, answer.text, f"{GRID}?figures=rate", **right)
    assert answer.status_code == 302
    assert stored(database)[-1] == (7, None, None, 92.5)


def test_a_rate_far_from_the_others_without_its_source_is_told_both(consultant, measure, database):
    factories.readings(measure, [(20 + n, 400) for n in range(6)])
    typed = row(5, "82 %", "")
    answer = send(consultant, **typed)
    page = Page(answer.text).text
    assert "Source: Say where this rate comes from" in page
    assert "82.0 % is far from the others" in page
    both = {"row-5-source": "Báo cáo", "row-5-right": "82 % / "}
    assert send(consultant, answer.text, **both).status_code == 302
    assert stored(database)[-1] == (7, None, None, 82)


def test_a_row_may_have_a_rate_in_the_place_of_the_counts(consultant, measure, database):
    typed = {**row(0, "21", "400"), **row(1, "8,2 %", "")}
    answer = send(consultant, **typed)
    assert answer.status_code == 422
    assert "Source: Say where this rate comes from" in Page(answer.text).text
    kept = standing(answer.text, "grid")
    assert {name: kept[name] for name in typed} == typed
    asked = [n for n in range(3) if f'id="row-{n}-source" name="row-{n}-source"' in answer.text]
    assert asked == [0, 1, 2]
    said = {"row-1-source": "Báo cáo ngày"}
    assert send(consultant, answer.text, **said).status_code == 302
    assert stored(database) == [(1, 21, 400, None), (2, None, None, 8.2)]
    again = standing(consultant.get(GRID, headers=ENGLISH).text, "grid")
    assert (again["row-1-numerator"], again["row-1-source"]) == ("8.2 %", "Báo cáo ngày")
    assert send(consultant).status_code == 302, "left alone it is no change"
    assert send(consultant, **row(1, "30", "400")).status_code == 302
    assert stored(database)[1] == (2, 30, 400, None)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (row(0, "8,2 %", "400", source="S"), "leave “Units inspected” blank where only the rate"),
        (row(0, "108 %", "", source="S"), "This is more than the whole"),
        (row(0, "many %", "", source="S"), "This is not a number."),
    ],
)
def test_a_rate_that_cannot_be_is_said_where_it_was_typed(
    consultant, measure, database, typed, said
):
    answer = send(consultant, **typed)
    assert answer.status_code == 422
    assert said in Page(answer.text).text
    assert 'id="row-0-numerator-error"' in answer.text
    assert standing(answer.text, "grid")["row-0-numerator"] == typed["row-0-numerator"]
    assert stored(database) == []


def test_a_rate_far_from_what_was_counted_is_asked_about(consultant, counted, database):
    typed = row(5, "82 %", "", source="Báo cáo")
    answer = send(consultant, **typed)
    assert answer.status_code == 422
    assert "82.0 % is far from the others" in Page(answer.text).text
    sure = {"row-5-right": "82 % / "}
    assert send(consultant, answer.text, **sure).status_code == 302
    assert stored(database)[5] == (6, None, None, 82)


def test_part_of_a_piece_is_saved_when_it_is_right(consultant, measure, database):
    answer = send(consultant, **row(0, "290,5", "310"))
    sure = send(consultant, answer.text, **{"row-0-right": "290,5 / 310"})
    assert sure.status_code == 302
    assert stored(database) == [(1, 290.5, 310, None)]


def test_hours_may_be_parts(consultant, coached, database):
    factories.measure(coached, "labour-productivity", main=True)
    assert send(consultant, **row(0, "500", "7,5")).status_code == 302


def test_months_say_what_they_cannot_show(consultant, measure):
    assert "cannot show a signal in twelve weeks" in read(consultant, f"{GRID}?every=month").text
    assert "cannot show a signal" not in read(consultant, f"{GRID}?every=week").text


def test_a_week_is_suggested_from_its_first_to_its_last_day(consultant, measure, database):
    send(consultant, address=f"{GRID}?every=week", **row(1, "21", "400"))
    (found,) = database.scalars(select(Reading)).all()
    assert (found.from_on, found.to_on) == (date(2020, 7, 6), date(2020, 7, 12))


def test_weeks_after_single_days_begin_on_a_monday(consultant, counted):
    fields = standing(consultant.get(f"{GRID}?every=week", headers=ENGLISH).text, "grid")
    assert fields["row-5-from_on"] == "06/07/2020"
    factories.readings(counted, [(20, 400)], date(2020, 7, 7))
    fields = standing(consultant.get(f"{GRID}?every=week", headers=ENGLISH).text, "grid")
    assert fields["row-5-from_on"] == "13/07/2020"


def test_every_shift_has_a_row_where_shifts_are_used(consultant, coached, measure, database):
    for n, day in enumerate([date(2020, 7, 1), date(2020, 7, 2)]):
        for lot in ("Ca 1", "Ca 2"):
            factories.readings(measure, [(20 + n, 400)], day, lot=lot)
    fields = standing(consultant.get(GRID, headers=ENGLISH).text, "grid")
    assert [fields[f"row-{n}-lot"] for n in range(4, 7)] == ["Ca 1", "Ca 2", "Ca 1"]
    assert [fields[f"row-{n}-from_on"] for n in (4, 5, 6)] == [
        "03/07/2020",
        "03/07/2020",
        "04/07/2020",
    ]


def test_a_lot_is_asked_for_when_wanted(consultant, measure, database):
    address = f"{GRID}?lots=yes"
    send(consultant, address=address, **row(0, "1", "50", lot="  Lô\u200b 7 "))
    (found,) = database.scalars(select(Reading)).all()
    assert found.lot == "Lô 7"


def test_a_year_of_two_digits_is_this_century_s_and_shown_in_full(consultant, measure, database):
    answer = send(consultant, **row(0, "21", "", from_on="9/7/20"))
    assert standing(answer.text, "grid")["row-0-from_on"] == "09/07/2020"
    assert send(consultant, **row(0, "21", "400", from_on="9/7/20")).status_code == 302
    assert stored(database) == [(9, 21, 400, None)]


def test_thousands_stand_as_on_other_pages_and_are_read_back(consultant, measure, database):
    factories.readings(measure, [(140, 2510)])
    database.commit()
    for headers, shown in ((ENGLISH, "2,510"), ({"Accept-Language": "vi"}, "2.510")):
        fields = standing(consultant.get(GRID, headers=headers).text, "grid")
        assert fields["row-0-denominator"] == shown
        assert send(consultant, headers=headers, **row(0, "141", shown)).status_code == 302
        assert stored(database) == [(1, 141, 2510, None)]


def test_a_day_is_counted_as_a_whole_or_by_lot_and_not_twice(consultant, measure, database):
    factories.readings(measure, [(140, 2510)])
    for lot in ("Ca 1", "Ca 2"):
        factories.readings(measure, [(70, 1255)], date(2020, 7, 2), lot=lot)
    database.commit()
    lots = f"{GRID}?lots=yes"
    answer = send(consultant, address=lots, **row(5, "7", "120", from_on="1/7/2020", lot="Ca 1"))
    assert answer.status_code == 422
    assert "1 Jul 2020 is counted as a whole already" in Page(answer.text).text
    answer = send(consultant, address=lots, **row(5, "7", "120", from_on="2/7/2020", lot=""))
    assert "2 Jul 2020 is counted by lot or shift already (Ca" in Page(answer.text).text
    assert send(consultant, **row(0, "141", "2510")).status_code == 302, "what stands is corrected"
    assert len(stored(database)) == 3


def test_all_that_is_wrong_with_a_row_is_said_at_once(consultant, measure, database):
    answer = send(consultant, **row(0, "9", "8", from_on="31/2/2020"))
    assert answer.status_code == 422
    for field, said in (("from_on", "no such day"), ("numerator", "more than")):
        assert said in Page(answer.text).part(f"row-0-{field}-error")
    answer = send(consultant, **row(0, "nine", "", from_on="31/2/2020"))
    assert "This is not a number." in Page(answer.text).part("row-0-numerator-error")
    assert Page(answer.text).part("row-0-denominator-error") == "Units inspected: Fill this in too."
    assert stored(database) == []


def test_far_more_than_usual_in_both_boxes_is_asked_about(consultant, measure, database):
    for n in range(6):
        factories.readings(measure, [(20, 255 + n)], date(2020, 7, 1 + n))
    database.commit()
    answer = send(consultant, **row(5, "210", "2,700"))
    assert answer.status_code == 422
    assert "“Units inspected”: 2,700 is far more than the others" in Page(answer.text).text
    assert "which lie from 255 to 260. Is it right?" in Page(answer.text).text
    sure = {"row-5-right": "210 / 2,700"}
    assert send(consultant, answer.text, **sure).status_code == 302


def test_nothing_is_wrong_yet_where_only_the_view_changes(consultant, measure):
    typed = row(1, "21", "", from_on="31/2/2020")
    for do in ("show", "again", "more"):
        answer = send(consultant, do=do, **typed)
        assert answer.status_code == 200
        assert "Not saved" not in answer.text
        assert 'aria-invalid="true"' not in answer.text


def test_0_of_0_counts_as_no_reading_of_the_baseline(consultant, coached, measure, database):
    coached.stage, coached.follow_up_from, coached.follow_up_to = Stage.BASELINE, None, None
    coached.baseline_to = today_in("Asia/Ho_Chi_Minh")
    factories.readings(measure, [(21, 400), (0, 0)])
    database.commit()
    assert "1 of 12 readings" in read(consultant, GRID).text
    assert progress_of(coached.programme, date(2020, 8, 1))["P1-01"].n_baseline == 1


def test_more_rows_keep_what_was_typed(consultant, measure, database):
    answer = send(consultant, do="more", **row(0, "21", "400"))
    fields = standing(answer.text, "grid")
    assert (fields["rows"], fields["row-0-numerator"]) == ("24", "21")
    assert fields["row-12-from_on"] == "15/07/2020"
    assert stored(database) == []


def test_another_sort_of_figures_keeps_the_days(consultant, measure):
    typed = {"row-0-from_on": "9/7/2020", "do": "show"}
    answer = send(consultant, address=f"{GRID}?figures=rate", **typed)
    assert standing(answer.text, "grid")["row-0-from_on"] == "9/7/2020"


@pytest.mark.parametrize("asked", ["every=week", "window=follow-up", "lots=yes", "figures=rate"])
def test_another_grid_keeps_what_was_typed(consultant, measure, database, asked):
    page = consultant.get(f"{GRID}?window=baseline", headers=ENGLISH).text
    typed = row(1, "21", "400", note="Mất điện")
    address = f"{GRID}?{asked}"
    answer = send(consultant, page, address, **typed, do="again")
    kept = standing(answer.text, "grid")
    assert {name: kept[name] for name in typed} == typed
    assert stored(database) == []
    send(consultant, answer.text, address)
    (found,) = database.scalars(select(Reading)).all()
    assert (found.from_on, found.to_on, found.numerator) == (date(2020, 7, 2), date(2020, 7, 2), 21)


def test_another_grid_suggests_its_own_periods_beside_what_was_typed(consultant, measure):
    page = consultant.get(GRID, headers=ENGLISH).text
    answer = send(consultant, page, f"{GRID}?every=week", **row(0, "21", "400"), do="again")
    fields = standing(answer.text, "grid")
    assert (fields["row-0-from_on"], fields["row-0-to_on"]) == ("01/07/2020", "01/07/2020")
    assert (fields["row-1-from_on"], fields["row-1-to_on"]) == ("06/07/2020", "12/07/2020")


def test_a_week_without_its_last_day_is_a_whole_one(consultant, measure, database):
    page = consultant.get(f"{GRID}?every=week", headers=ENGLISH).text
    typed = {**row(0, "21", "400"), "row-0-from_on": "13/7/2020", "row-0-to_on": ""}
    assert send(consultant, page, f"{GRID}?every=week", **typed).status_code == 302
    (found,) = database.scalars(select(Reading)).all()
    assert (found.from_on, found.to_on) == (date(2020, 7, 13), date(2020, 7, 19))


def test_a_week_and_a_lot_that_were_typed_stay_in_a_grid_of_days(consultant, measure, database):
    page = consultant.get(f"{GRID}?every=week&lots=yes", headers=ENGLISH).text
    typed = row(1, "21", "400", lot="Lô 7")
    answer = send(consultant, page, f"{GRID}?every=day&lots=no", **typed, do="again")
    send(consultant, answer.text, f"{GRID}?every=day&lots=no")
    (found,) = database.scalars(select(Reading)).all()
    assert (found.from_on, found.to_on) == (date(2020, 7, 6), date(2020, 7, 12))
    assert found.lot == "Lô 7"


def test_a_number_as_such_has_one_field_and_needs_no_source(consultant, coached, database):
    factories.measure(coached, "lead-time", main=True)
    assert send(consultant, **{"row-0-value": "12"}).status_code == 302
    assert stored(database) == [(1, None, None, 12)]


def test_only_who_coaches_says_how_far_it_was_checked(consultant, manager, measure, database):
    assert "row-0-trust" in standing(consultant.get(GRID).text, "grid")
    assert "row-0-trust" not in standing(manager.get(GRID).text, "grid")
    send(consultant, **row(0, "21", "400", trust="seen"))
    answer = send(manager, **row(0, "22", "400"))
    assert answer.status_code == 422
    assert "Typed here, and not saved: 22 / 400." in Page(answer.text).text
    kept = standing(answer.text, "grid")
    assert kept["row-0-numerator"] == "21", "the others can be saved at once"
    assert send(manager, **row(1, "22", "400", trust="seen")).status_code == 302
    assert [each.trust for each in database.scalars(select(Reading).order_by(Reading.from_on))] == [
        Trust.SEEN,
        Trust.SELF_REPORTED,
    ]


def test_a_factory_sees_which_rows_it_cannot_change(manager, consultant, measure):
    factories.readings(measure, [(21, 400)], trust="seen")
    factories.readings(measure, [(22, 400)], date(2020, 7, 2))
    assert read(manager, GRID).text.count("Checked by the consultant") == 1
    assert manager.get(GRID, headers=ENGLISH).text.count('readonly="readonly"') == 4
    assert "readonly" not in consultant.get(GRID, headers=ENGLISH).text


def test_texts_are_kept_as_everywhere(consultant, measure, database):
    note = "Khuo\u0302n mo\u031b\u0301i \u200b👷"
    send(consultant, **row(0, "21", "400", note=note))
    (found,) = database.scalars(select(Reading)).all()
    assert found.note == "Khuôn mới 👷"


def test_nonsense_in_the_address_or_the_form_does_no_harm(consultant, measure, database):
    assert consultant.get(f"{GRID}?every=nix&window=nix&lots=nix&figures=nix").status_code == 200
    assert consultant.get(f"{GRID}?indicator=nix").status_code == 404
    assert send(consultant, rows="99999999999").status_code == 302
    assert send(consultant, rows="many", **row(0, "1", "2")).status_code == 302
    assert send(consultant, **row(0, "", "", reading="nix")).status_code == 302
    assert stored(database) == []


def test_a_measure_of_others_is_not_there(consultant, measure):
    factories.engagement("P2-01", within=factories.programme("P2"), at=factories.factory("F2"))
    assert consultant.get("/engagements/P2-01/readings/enter").status_code == 404


def test_without_a_measure_it_says_what_comes_first(consultant, manager):
    page = read(consultant, GRID)
    assert "Nothing is tracked here yet." in page.text
    assert page.links()["Choose an indicator"] == "/engagements/P1-01/measures/new"
    assert "The consultant chooses" in read(manager, GRID).text


def test_the_same_slip_in_every_row_of_a_block_is_asked_about(consultant, counted, database):
    slips = [row(n, "210", "4000", from_on=f"{n + 2:02}/07/2020") for n in range(5, 10)]
    typed = {name: value for each in slips for name, value in each.items()}
    answer = send(consultant, **typed)
    assert answer.status_code == 422
    assert Page(answer.text).text.count("4,000 is far more than the others") == 5
    assert len(stored(database)) == 5


def test_a_day_long_before_everything_else_is_asked_about(consultant, counted, database):
    typed = row(5, "21", "400", from_on="10/1/2020")
    answer = send(consultant, **typed)
    assert answer.status_code == 422
    assert "10 Jan 2020 lies long before everything else here" in Page(answer.text).text
    assert send(consultant, **typed, **{"row-5-right": "21 / 400"}).status_code == 302
    assert len(stored(database)) == 6


def test_the_week_that_is_running_is_there_to_be_filled_in(consultant, coached, measure, database):
    today = today_in("Asia/Ho_Chi_Minh")
    monday = today - timedelta(today.weekday())
    coached.baseline_from, coached.baseline_to = monday - timedelta(14), today + timedelta(30)
    coached.follow_up_from = coached.follow_up_to = coached.end_on = None
    database.commit()
    fields = standing(consultant.get(f"{GRID}?every=week", headers=ENGLISH).text, "grid")
    assert fields["row-2-from_on"] == f"{monday:%d/%m/%Y}"
    assert fields["row-2-to_on"] == f"{monday + timedelta(6):%d/%m/%Y}"
    assert fields["row-3-from_on"] == ""


def test_a_period_that_ends_after_the_running_one_is_asked_about(consultant, measure, database):
    today = today_in("Asia/Ho_Chi_Minh")
    monday = today - timedelta(today.weekday())
    days = {"from_on": f"{monday:%d/%m/%Y}", "to_on": f"{monday + timedelta(7):%d/%m/%Y}"}
    answer = send(consultant, address=f"{GRID}?every=week", **row(0, "21", "400", **days))
    assert answer.status_code == 422
    # Refused where it does not even end with the month.
    asked = r"which is still to come\. Is it right\?|lies in the future"
    assert re.search(asked, Page(answer.text).text)
    days["to_on"] = f"{monday + timedelta(6):%d/%m/%Y}"
    answer = send(consultant, address=f"{GRID}?every=week", **row(0, "21", "400", **days))
    assert answer.status_code == 302


def test_what_counts_neither_as_before_nor_as_after_is_said(consultant, measure):
    inside, outside = row(0, "21", "400"), row(1, "22", "400", from_on="12/8/2020")
    answer = send(consultant, **inside, **outside)
    assert (
        "Saved: 2 readings. 1 counts neither as before nor as after, as it lies in neither window"
        in read(consultant, answer.location).text
    )
    answer = send(consultant, **row(0, "21", "400"))
    assert "counts neither" not in read(consultant, answer.location).text


def test_days_beside_weeks_are_warned_of(consultant, measure, database):
    (week,) = factories.readings(measure, [(20, 400)], date(2020, 7, 6))
    week.to_on = date(2020, 7, 12)
    database.commit()
    warned = "This measure is counted by the week."
    assert warned in read(consultant, f"{GRID}?every=day").text
    assert warned not in read(consultant, GRID).text


def test_a_figure_in_the_place_of_a_day_is_not_passed_over(consultant, measure, database):
    answer = send(consultant, **row(0, "21", "400"), **{"row-1-from_on": "225"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert stored(database) == []
