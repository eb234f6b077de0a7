"""Figures and dates in the person's language, and strictly back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given, settings
from hypothesis import strategies as some

from coachtrack.kit import formats
from coachtrack.kit.formats import ParsedNumber, Problem, Unreadable

FIGURES = some.floats(allow_nan=False, allow_infinity=False, min_value=-9e15, max_value=9e15)


@pytest.fixture(scope="module", autouse=True)
def _page() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def both(show) -> tuple[str, str]:
    """What `show` gives in Vietnamese and in English."""
    with force_locale("vi"):
        vietnamese = show()
    with force_locale("en"):
        return vietnamese, show()


@pytest.mark.parametrize(
    ("value", "decimals", "vietnamese", "english"),
    [
        (1234567.5, None, "1.234.567,5", "1,234,567.5"),
        (1400.0, None, "1.400", "1,400"),
        (100, None, "100", "100"),
        (0.1 + 0.2, None, "0,3", "0.3"),
        (21.5, 2, "21,50", "21.50"),
        (21.25, 1, "21,3", "21.3"),
        (-2.5, 0, "−3", "−3"),
        (1.005, 2, "1,01", "1.01"),
        (-0.04, 1, "0,0", "0.0"),
        (-0.0, None, "0", "0"),
        (1e300, 0, "1" + ".000" * 100, "1" + ",000" * 100),
        (5e-324, 1, "0,0", "0.0"),
        (None, 1, "–", "–"),
        (math.nan, 1, "–", "–"),
        (math.inf, 1, "–", "–"),
    ],
)
def test_a_number_follows_the_language(value, decimals, vietnamese, english):
    assert both(lambda: formats.number(value, decimals)) == (vietnamese, english)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.31, "+0,3"), (-10.4167, "−10,4"), (0.04, "0,0"), (-0.04, "0,0"), (0, "0,0"), (None, "–")],
)
def test_a_change_has_a_sign_unless_it_shows_as_zero(value, shown):
    with force_locale("vi"):
        assert formats.signed(value, 1) == shown


@pytest.mark.parametrize(
    ("unit", "vietnamese", "english"),
    [
        ("%", "21,5%", "21.5\u00a0%"),
        ("phút", "21,5\u00a0phút", "21.5\u00a0phút"),
        ("", "21,5", "21.5"),
    ],
)
def test_a_unit_stays_on_the_line_of_its_figure(unit, vietnamese, english):
    assert both(lambda: formats.value_with_unit(21.5, unit, 1)) == (vietnamese, english)


def test_no_figure_has_no_unit():
    assert formats.value_with_unit(None, "%", 1) == "–"


def test_a_fraction_shows_as_a_percentage():
    assert both(lambda: formats.percent(0.125, 1)) == ("12,5%", "12.5\u00a0%")
    assert both(lambda: formats.percent(0.285)) == ("29%", "29\u00a0%")
    assert formats.percent(None) == "–"


def test_whole_numbers_and_changes_with_units():
    assert both(lambda: formats.integer(11400.4)) == ("11.400", "11,400")
    assert both(lambda: formats.value_with_unit(4.0, "%", 1, sign=True)) == ("+4,0%", "+4.0\u00a0%")


def test_days_and_moments_follow_the_language():
    a_day, next_day = date(2020, 9, 4), date(2020, 9, 5)
    instant = datetime(2020, 9, 4, 20, 5, tzinfo=UTC)

    assert both(lambda: formats.day(a_day)) == ("04/09/2020", "4 Sep 2020")
    assert both(lambda: formats.span(a_day, a_day)) == ("04/09/2020", "4 Sep 2020")
    assert both(lambda: formats.span(a_day, next_day))[0] == "04/09/2020 – 05/09/2020"
    assert both(lambda: formats.span(a_day, None)) == ("04/09/2020 – …", "4 Sep 2020 – …")
    assert formats.span(None, None) == "–"
    assert both(lambda: formats.moment(instant, "Asia/Ho_Chi_Minh"))[0] == "05/09/2020 03:05"
    assert formats.day(None) == formats.moment(None, "UTC") == "–"


@pytest.mark.parametrize(
    ("typed", "vietnamese", "english"),
    [
        ("8,25", (8.25,), (8.25,)),
        ("8.25", (8.25,), (8.25,)),
        ("1.234,5", (1234.5,), (1234.5,)),
        ("1,234.5", (1234.5,), (1234.5,)),
        ("1.234", (1234.0, 1.234), (1.234, 1234.0)),
        ("1,234", (1.234, 1234.0), (1234.0, 1.234)),
        ("-1,234", (-1.234, -1234.0), (-1234.0, -1.234)),
        ("0.123", (0.123,), (0.123,)),
        ("1234.567", (1234.567,), (1234.567,)),
        ("1.234.567", (1234567.0,), (1234567.0,)),
        ("1 234,5", (1234.5,), (1234.5,)),
        ("1\u00a0234", (1234.0,), (1234.0,)),
        (" \u22125 ", (-5.0,), (-5.0,)),
        ("+7", (7.0,), (7.0,)),
        ("-0", (0.0,), (0.0,)),
        ("007", (7.0,), (7.0,)),
    ],
)
def test_a_typed_number_is_read_by_the_language(typed, vietnamese, english):
    assert formats.parse_number(typed, "vi") == ParsedNumber(*vietnamese)
    assert formats.parse_number(typed, "en") == ParsedNumber(*english)


@pytest.mark.parametrize("typed", ["1.234", "1,234", "1234", "1 234", "1.234,0"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_field_for_whole_numbers_takes_the_whole_reading(typed, language):
    assert formats.parse_number(typed, language, whole=True) == ParsedNumber(1234.0)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "-", "nan", "NaN", "inf", "-Infinity", "1e309", "1e5", "1_000", "TRUE", "0x1F"),
        *("1.23.4", "12.34.567", "1,2,3", "1.234,5.6", "1 23", "1. 234", "01.234.567", "1'234"),
        *("5%", "8,25 phút", "--5", "5-", ".5", "5.", "=1", "1\n2", "½", "١٢", "１２", "9" * 41),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_no_number_is_refused(typed, language):
    with pytest.raises(Unreadable, match="Use digits") as refusal:
        formats.parse_number(typed, language)
    assert refusal.value.problem == Problem.NOT_A_NUMBER


@pytest.mark.parametrize("typed", ["9007199254740993", "9" * 40, "-99999999999999999"])
def test_a_number_beyond_exact_counting_is_refused(typed):
    with pytest.raises(Unreadable) as refusal:
        formats.parse_number(typed, "vi")
    assert refusal.value.problem == Problem.TOO_LARGE


def test_decimals_are_refused_where_a_whole_number_is_wanted():
    with pytest.raises(Unreadable) as refusal:
        formats.parse_number("8,25", "vi", whole=True)
    assert refusal.value.problem == Problem.NOT_WHOLE


@settings(deadline=None)
@given(FIGURES, some.sampled_from(["vi", "en", "ko"]))
def test_an_entry_field_reads_back_what_it_showed(value, language):
    with force_locale(language):
        shown = formats.for_field(value)

    if len(shown) <= formats.LONGEST_NUMBER and abs(value) < formats.LARGEST:
        assert formats.parse_number(shown, language) == ParsedNumber(value)


@settings(deadline=None)
@given(FIGURES, some.sampled_from(["vi", "en"]), some.integers(0, 6))
def test_a_shown_number_reads_back_as_shown(value, language, decimals):
    with force_locale(language):
        shown = formats.number(value, decimals)

    if len(shown) <= formats.LONGEST_NUMBER and abs(value) < 1e15:
        read = formats.parse_number(shown, language).value
        assert abs(read - value) <= 0.5 * 10**-decimals + abs(value) * 1e-15


@settings(deadline=None)
@given(some.text(max_size=12))
def test_any_text_is_a_number_or_refused(typed):
    try:
        read = formats.parse_number(typed, "vi")
    except Unreadable:
        return
    assert math.isfinite(read.value)


@pytest.mark.parametrize(
    "typed",
    [
        *("4/9/2020", "04/09/2020", " 4/09/2020 ", "4-9-2020", "4.9.2020", "04092020"),
        *("4/9/20", "4.9.20", "2020-09-04"),
    ],
)
def test_a_day_is_day_month_year_or_iso(typed):
    assert formats.parse_day(typed) == date(2020, 9, 4)
    assert formats.parse_period(typed) == (date(2020, 9, 4), date(2020, 9, 4))


def test_two_digits_with_dashes_may_be_a_year_first_unless_the_day_is_shown_at_once():
    with pytest.raises(formats.Unreadable):
        formats.parse_day("20-07-05")
    assert formats.parse_day("20-07-05", near=date(2005, 1, 1)) == date(2005, 7, 20)


@pytest.mark.parametrize("typed", ["04/09", "4-9", "4.9", "4/9", "29/2"])
def test_a_year_may_be_left_out_where_the_day_is_shown_in_full_at_once(typed):
    near = date(2020, 10, 1)
    meant = formats.parse_day(typed, near=near)
    assert meant.year == 2020
    assert formats.parse_period(typed, near=near)[0] == meant
    for parse in (formats.parse_day, formats.parse_period):
        with pytest.raises(Unreadable) as refusal:
            parse(typed)
        assert refusal.value.problem == Problem.NO_YEAR


#: Typed, seen from a day, the latest that can stand there, and what is meant; for the script too.
NEAREST = [
    ("30/12", date(2027, 1, 5), None, date(2026, 12, 30)),
    ("5/1", date(2026, 12, 30), None, date(2027, 1, 5)),
    ("5/1", date(2026, 12, 30), date(2026, 12, 30), date(2026, 1, 5)),
    ("30/11", date(2026, 11, 27), date(2026, 11, 30), date(2026, 11, 30)),
    ("30/11", date(2026, 11, 27), date(2026, 11, 27), date(2025, 11, 30)),
    ("29/2", date(2027, 5, 1), None, date(2028, 2, 29)),
    ("4-9-20", date(2026, 11, 27), None, date(2020, 9, 4)),
    ("4.9.2020", date(2026, 11, 27), date(2026, 11, 27), date(2020, 9, 4)),
    ("24112026", date(2026, 11, 27), None, date(2026, 11, 24)),
    ("31122100", date(2026, 11, 27), None, date(2100, 12, 31)),
    ("20112011", date(2026, 11, 27), None, date(2011, 11, 20)),
]


@pytest.mark.parametrize(("typed", "near", "latest", "meant"), NEAREST)
def test_without_a_year_the_nearest_day_is_meant(typed, near, latest, meant):
    assert formats.parse_day(typed, near=near, latest=latest) == meant


@pytest.mark.parametrize("typed", ["31/2", "4/9-20", "29/2", "9/13"])
def test_a_shortened_day_that_is_none_is_refused(typed):
    with pytest.raises(Unreadable):
        formats.parse_day(typed, near=date(2026, 6, 1))


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("9/14/2020", Problem.NO_SUCH_DAY),
        ("31/6/2020", Problem.NO_SUCH_DAY),
        ("2021-02-29", Problem.NO_SUCH_DAY),
        ("29/2/1900", Problem.NO_SUCH_DAY),
        ("1900-02-29", Problem.NO_SUCH_DAY),
        ("0/1/2020", Problem.NO_SUCH_DAY),
        ("31/12/1999", Problem.TOO_EARLY),
        ("1/1/0020", Problem.TOO_EARLY),
        ("2/1/2021", Problem.TOO_LATE),
        ("31.6.20", Problem.NO_SUCH_DAY),
        ("4.9-2020", Problem.NOT_A_DAY),
        ("31/2", Problem.NOT_A_DAY),
        ("31022020", Problem.NOT_A_DAY),
        ("04091999", Problem.NOT_A_DAY),
        ("04092101", Problem.NOT_A_DAY),
        ("4092020", Problem.NOT_A_DAY),
        ("24112026", Problem.TOO_LATE),
        ("2020/09/04", Problem.NOT_A_DAY),
        ("20200904", Problem.NOT_A_DAY),
        ("2020-9-4", Problem.NOT_A_DAY),
        ("4 Sep 2020", Problem.NOT_A_DAY),
        ("44078", Problem.NOT_A_DAY),
        ("٤/٩/٢٠٢٠", Problem.NOT_A_DAY),
        ("", Problem.NOT_A_DAY),
    ],
)
def test_what_is_no_usable_day_is_refused_by_name(typed, problem):
    with pytest.raises(Unreadable) as refusal:
        formats.parse_day(typed, latest=date(2021, 1, 1))
    assert refusal.value.problem == problem
    assert refusal.value.sentence.endswith(".")


@pytest.mark.parametrize(
    ("typed", "last"), [("2020-07", 31), ("7/2020", 31), ("07/2020", 31), ("2020-02", 29)]
)
def test_a_month_means_its_first_to_last_day(typed, last):
    first_day, last_day = formats.parse_period(typed)

    assert (first_day.day, last_day.day) == (1, last)
    assert first_day.month == last_day.month


def test_the_running_month_is_not_in_the_future():
    today = date(2020, 7, 15)

    assert formats.parse_period("2020-07", latest=today) == (date(2020, 7, 1), date(2020, 7, 31))
    with pytest.raises(Unreadable) as refusal:
        formats.parse_period("2020-08", latest=today)
    assert refusal.value.problem == Problem.TOO_LATE


@pytest.mark.parametrize("typed", ["2020", "2020-13", "13/2020", "Q3 2020", "7/20", ""])
def test_what_is_no_period_is_refused(typed):
    with pytest.raises(Unreadable) as refusal:
        formats.parse_period(typed)
    assert refusal.value.problem in {Problem.NOT_A_PERIOD, Problem.NO_SUCH_DAY}


@pytest.mark.parametrize(
    ("before", "after", "decimals"),
    [
        (21.5, 11.08, 1),
        (88.036, 90.758, 2),
        (3.00913, 4.25313, 2),
        (48.0, 73.0, 0),
    ],
)
def test_a_change_looks_like_the_difference_of_its_figures(before, after, decimals):
    usual = 0 if decimals == 0 else 1
    found = formats.decimals_of_change(before, after, usual)
    assert found == decimals
    shown = [round(float(each), found) for each in (before, after, after - before)]
    assert round(shown[1] - shown[0], 6) == shown[2]


def test_where_more_decimals_do_not_help_there_are_none():
    assert formats.decimals_of_change(1 / 3, 2 / 3, 1) == 1


def test_a_day_is_told_with_its_weekday():
    with force_locale("vi"):
        assert formats.day_of_week(date(2020, 9, 4)) == "Thứ Sáu, 04/09/2020"
    with force_locale("en"):
        assert formats.day_of_week(date(2020, 9, 4)) == "Friday 4 Sep 2020"


def test_a_span_within_a_year_names_it_once():
    first, last = date(2021, 3, 22), date(2021, 4, 17)
    with force_locale("vi"):
        assert formats.days(first, last) == "22/03–17/04/2021"
        assert formats.days(first, first) == "22/03/2021"
        assert formats.days(date(2020, 12, 30), last) == "30/12/2020 – 17/04/2021"
    with force_locale("en"):
        assert formats.days(first, last) == "22 Mar – 17 Apr 2021"
