"""A result as people read it, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from coachtrack.domain.comparison import compare
from coachtrack.domain.types import (
    Better,
    Change,
    ChangeInterval,
    Definition,
    Kind,
    Plan,
    Progress,
    Reading,
    Result,
    Side,
    Strength,
    TargetState,
    Trust,
    Verdict,
    Warning,
    Window,
)
from coachtrack.features.indicators import conclusions, sentences
from coachtrack.features.indicators.models import IndicatorVersion, Measure
from tests.site.translations import TRANSLATIONS

JULY = Window(date(2020, 7, 1), date(2020, 7, 31))
SEPTEMBER = Window(date(2020, 9, 1), date(2020, 9, 30))
DEFECTS = IndicatorVersion(
    name="Defect rate", name_vi="Tỷ lệ lỗi", kind=Kind.PROPORTION, unit="%", factor=100, decimals=1
)
OUTPUT = IndicatorVersion(
    name="Labour productivity",
    name_vi="Năng suất lao động",
    kind=Kind.RATIO,
    unit="units/hour",
    factor=1,
    decimals=1,
)


@pytest.fixture(scope="module", autouse=True)
def _page() -> Iterator[None]:
    app = Flask(__name__)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app)
    with app.test_request_context():
        yield


def side(numerator: float, denominator: float, window: Window, factor: float = 100) -> Side:
    """A window's pooled value."""
    value = numerator / denominator * factor
    return Side(value, numerator, denominator, 24, window.start, window.end)


def result(before: Side, after: Side, *interval: float, of: str = "absolute", **more) -> Result:
    """A result whose interval is given as it stands."""
    absolute, relative = after.value - before.value, after.value / before.value - 1
    sure = ChangeInterval(of, interval[0], interval[1], 0.95, "newcombe", 1.0)
    change = Change(absolute, relative, -relative, sure)
    return Result(Kind.PROPORTION, baseline=before, follow_up=after, change=change, **more)


def compared(before: list[tuple[int, int]], after: list[tuple[int, int]]) -> Result:
    """What the arithmetic says of daily counts."""
    readings = [*days(before, JULY), *days(after, SEPTEMBER)]
    definition = Definition(Kind.PROPORTION, Better.LOWER, factor=100)
    return compare(definition, readings, Plan(baseline=JULY, follow_up=SEPTEMBER))


def days(counts: list[tuple[int, int]], window: Window) -> list[Reading]:
    """A reading a day."""
    dates = [window.start + timedelta(days=n) for n in range(len(counts))]
    return [Reading(on, on, n, d) for on, (n, d) in zip(dates, counts, strict=True)]


def said(told: Result, language: str, definition=DEFECTS, **more) -> str:
    """The sentence in a language, with plain spaces."""
    with force_locale(language):
        scope = more.pop("scope", "")
        return sentences.sentence(told, definition, scope, **more).replace("\u00a0", " ")


TEXTBOOK = result(
    side(301, 1400, JULY),
    side(133, 1200, SEPTEMBER),
    *(-13.8803, -6.8937),
    verdict=Verdict.IMPROVED,
    since=date(2020, 9, 4),
    confirmed=date(2020, 9, 11),
)
UNCLEAR = result(
    side(78, 3900, JULY),
    side(62, 4100, SEPTEMBER),
    *(-1.1, 0.1),
    verdict=Verdict.NO_CLEAR_CHANGE,
    needed=11369,
)


def test_an_improvement_is_told_from_the_figures_to_the_verdict():
    assert said(TEXTBOOK, "vi", scope="Chuyền 2") == (
        "Tỷ lệ lỗi ở Chuyền 2 giảm từ 21,5% (301/1.400) xuống 11,1% (133/1.200):"
        " giảm 10,4 điểm phần trăm (khoảng tin cậy 95%: mức giảm từ 6,9 đến 13,9),"
        " tức giảm 48,4% so với ban đầu."
        " Cải thiện rõ rệt; có tín hiệu rõ từ 04/09/2020, xác nhận ngày 11/09/2020."
    )
    assert said(TEXTBOOK, "en", scope="Line 2") == (
        "Defect rate on Line 2 fell from 21.5 % (301 of 1,400) to 11.1 % (133 of 1,200):"
        " 10.4 percentage points less (95 % interval: 6.9 to 13.9 less),"
        " that is 48.4 % less than at first."
        " Improved; a clear signal since 4 Sep 2020, confirmed on 11 Sep 2020."
    )


@pytest.mark.parametrize(
    ("readings", "warnings", "english", "vietnamese"),
    [
        (1, (), "a clear signal since 4 Sep 2020.", "có tín hiệu rõ từ 04/09/2020."),
        (
            1,
            (Warning.FEW_BASELINE_READINGS,),
            "a provisional signal since 4 Sep 2020, for the limits are trial limits.",
            "có tín hiệu tạm thời từ 04/09/2020, vì giới hạn mới là tạm tính.",
        ),
        (
            8,
            (Warning.FEW_BASELINE_READINGS,),
            (
                "a provisional signal since 4 Sep 2020, seen on 11 Sep 2020, for the limits are"
                " trial limits."
            ),
            (
                "có tín hiệu tạm thời từ 04/09/2020, thấy được ngày 11/09/2020, vì giới hạn mới là"
                " tạm tính."
            ),
        ),
    ],
)
def test_one_reading_confirms_nothing_and_trial_limits_only_a_provisional_signal(
    readings, warnings, english, vietnamese
):
    told = replace(TEXTBOOK, signal_readings=readings, warnings=warnings)
    assert said(told, "en").endswith(f"Improved; {english}")
    assert said(told, "vi").endswith(f"Cải thiện rõ rệt; {vietnamese}")


def test_where_nothing_is_clear_it_says_what_would_settle_it():
    assert said(UNCLEAR, "vi") == (
        "Tỷ lệ lỗi giảm từ 2,0% (78/3.900) xuống 1,5% (62/4.100): giảm 0,5 điểm phần trăm"
        " (khoảng tin cậy 95%: từ giảm 1,1 đến tăng 0,1), tức giảm 24,4% so với ban đầu."
        " Chưa thấy thay đổi rõ rệt. Muốn thấy được thay đổi cỡ này, nếu có thật, cần kiểm tra"
        " khoảng 11.400 sản phẩm mỗi kỳ; hiện có 3.900 và 4.100."
    )
    assert said(UNCLEAR, "en").endswith(
        "No clear change. About 11,400 inspected per period would be needed to see a change of this"
        " size, if it is real; there are 3,900 and 4,100."
    )


def test_what_would_settle_it_is_of_the_change_to_the_target_where_there_is_one():
    aimed = replace(UNCLEAR, target=Progress(1.0, 0.5, TargetState.ON_WAY))
    assert said(aimed, "en").endswith(
        "would be needed to see a change as large as the one to the target, if it is real; there"
        " are 3,900 and 4,100."
    )
    for kept in (Progress(2.5, None, TargetState.MET_AT_BASELINE), Progress()):
        assert "a change of this size" in said(replace(UNCLEAR, target=kept), "en")


def test_a_worse_figure_is_told_the_same_way():
    worse = result(
        side(211, 7012, JULY), side(289, 6795, SEPTEMBER), 0.6, 1.9, verdict=Verdict.WORSE
    )
    assert said(worse, "vi") == (
        # At one decimal, 3.0 and 4.3 would seem to differ by 1.3.
        "Tỷ lệ lỗi tăng từ 3,01% (211/7.012) lên 4,25% (289/6.795): tăng 1,24 điểm phần trăm"
        " (khoảng tin cậy 95%: mức tăng từ 0,60 đến 1,90), tức tăng 41,3% so với ban đầu."
        " Xấu đi rõ rệt."
    )
    assert said(worse, "en").endswith("that is 41.3 % more than at first. Worse.")


def test_a_ratio_has_its_interval_behind_the_relative_change():
    better = result(
        side(14200, 1000, JULY, factor=1),
        side(16900, 1000, SEPTEMBER, factor=1),
        *(1.084, 1.29),
        of="ratio",
        verdict=Verdict.IMPROVED,
    )
    assert said(better, "vi", OUTPUT) == (
        "Năng suất lao động tăng từ 14,2 sản phẩm/giờ (14.200/1.000)"
        " lên 16,9 sản phẩm/giờ (16.900/1.000): tăng 2,7 sản phẩm/giờ,"
        " tức tăng 19,0% so với ban đầu (khoảng tin cậy 95%: mức tăng từ 8,4 đến 29,0%)."
        " Cải thiện rõ rệt."
    )


@pytest.mark.parametrize(
    ("before", "after", "vietnamese", "english"),
    [
        (
            [(7, 100)] * 3,
            [(1, 6)] * 3,
            "Kỳ sau cải tiến mới kiểm tra 18 sản phẩm, cần ít nhất 20.",
            "Too few were inspected after: 18; at least 20 are needed.",
        ),
        (
            [(1, 5)] * 3,
            [(7, 100)] * 3,
            "Trước cải tiến mới kiểm tra 15 sản phẩm, cần ít nhất 20.",
            "Too few were inspected before: 15; at least 20 are needed.",
        ),
        (
            [(1, 5)] * 3,
            [(1, 6)] * 3,
            (
                "Trước cải tiến chỉ kiểm tra 15 sản phẩm."
                " Kỳ sau cải tiến mới kiểm tra 18 sản phẩm, cần ít nhất 20."
            ),
            "Too few were inspected: 15 before and 18 after; at least 20 are needed on each side.",
        ),
    ],
)
def test_too_little_data_says_on_which_side(before, after, vietnamese, english):
    told = compared(before, after)
    assert said(told, "vi").endswith(f" Chưa đủ số liệu để kết luận. {vietnamese}")
    assert said(told, "en").endswith(f" Too little data. {english}")


@pytest.mark.parametrize(
    ("before", "after", "vietnamese"),
    [
        ([(5, 100)], [], "Tỷ lệ lỗi trước cải tiến là 5,0% (5/100). Chưa có số liệu sau"),
        ([], [(5, 100)], "Tỷ lệ lỗi sau cải tiến là 5,0% (5/100). Chưa có số liệu trước"),
        ([], [], "Tỷ lệ lỗi. Chưa đo. Chưa có số liệu trước và sau"),
    ],
)
def test_what_is_not_measured_says_what_is_missing(before, after, vietnamese):
    assert said(compared(before, after), "vi") == f"{vietnamese} cải tiến."


def test_what_is_counted_differently_says_since_when():
    other = replace(TEXTBOOK, verdict=Verdict.NOT_COMPARABLE, change=None)
    changed = date(2020, 8, 17)
    assert said(other, "vi", changed=changed) == (
        "Tỷ lệ lỗi: trước cải tiến 21,5% (301/1.400), sau cải tiến 11,1% (133/1.200)."
        " Không so sánh được. Cách tính đã đổi ngày 17/08/2020."
    )
    assert said(other, "en", changed=changed).endswith(
        "the way of counting changed on 17 Aug 2020."
    )


@pytest.mark.parametrize(
    ("after", "english", "vietnamese"),
    [
        (
            7.0,
            "Defect rate is said to have fallen from 12.0 % to 7.0 %: 5.0 percentage points less.",
            "Tỷ lệ lỗi, theo doanh nghiệp tự báo cáo, giảm từ 12,0% xuống 7,0%: giảm 5,0 điểm",
        ),
        (
            14.0,
            "Defect rate is said to have risen from 12.0 % to 14.0 %: 2.0 percentage points more.",
            "Tỷ lệ lỗi, theo doanh nghiệp tự báo cáo, tăng từ 12,0% lên 14,0%: tăng 2,0 điểm",
        ),
        (
            12.0,
            "Defect rate is said to have stayed the same: 12.0 %, then 12.0 %.",
            "Tỷ lệ lỗi, theo doanh nghiệp tự báo cáo, vẫn như cũ: trước cải tiến 12,0%,",
        ),
    ],
)
def test_what_nobody_counted_is_told_as_what_somebody_says(after, english, vietnamese):
    told = result(
        *(
            Side(value, None, None, 1, day, day)
            for value, day in ((12.0, JULY.start), (after, SEPTEMBER.start))
        ),
        *(None, None),
        verdict=Verdict.TOO_LITTLE_DATA,
        warnings=(Warning.BARE_VALUES,),
        bare=2,
        trust=Trust.SELF_REPORTED,
        hearsay=True,
    )
    assert said(told, "en").startswith(english)
    assert said(told, "vi").startswith(vietnamese)
    seen = said(replace(told, trust=Trust.SEEN, hearsay=False), "en")
    assert "is said to" not in seen
    # Of what is “about 12 %” no digit after the point can be told.
    assert "than at first" not in said(told, "en")
    assert ("than at first" in seen) == (after != 12.0)


def test_one_rate_before_and_one_after_are_not_averaged():
    sides = (Side(value, None, None, 1, JULY.start, JULY.end) for value in (12.0, 7.0))
    told = result(*sides, *(None, None), verdict=None, warnings=(Warning.BARE_VALUES,), bare=2)
    assert conclusions.averaged_told(told) == ""
    only = "Only rates are known, not what was counted."
    assert conclusions.warning_told(Warning.BARE_VALUES, told) == only


def test_of_a_factory_that_dropped_out_nothing_is_awaited():
    only = replace(TEXTBOOK, follow_up=None, change=None, verdict=Verdict.NOT_MEASURED)
    assert said(only, "en").endswith(" There are no figures after yet.")
    assert said(only, "en", over=True).endswith(" There are no figures after.")


def test_a_mean_of_numbers_is_called_a_plain_one():
    times = IndicatorVersion(name="Lead time", kind=Kind.VALUE, unit="days", factor=1, decimals=1)
    six = Side(12.75, None, None, 6, JULY.start, JULY.end)
    assert sentences.mean_of(six, times) == "plain mean of 6 readings"
    assert sentences.mean_of(replace(six, readings=1), times) == ""
    assert sentences.mean_of(side(301, 1400, JULY), DEFECTS) == ""


@pytest.mark.parametrize(("dispersion", "told"), [(1.5, False), (1.6, True)])
def test_where_lots_differ_more_of_them_are_needed(dispersion, told):
    sure = replace(UNCLEAR.change.interval, dispersion=dispersion)
    needed = conclusions.power_told(replace(UNCLEAR, change=replace(UNCLEAR.change, interval=sure)))
    assert needed.startswith("With so many there is a chance of 80\u00a0% to see a change")
    assert ("more lots or days tell, not more pieces of a lot" in needed) is told


def test_few_events_have_no_relative_change():
    few = replace(TEXTBOOK, warnings=(Warning.FEW_EVENTS,))
    assert "so với ban đầu" not in said(few, "vi")
    assert "than at first" not in said(few, "en")


def test_what_came_months_later_stands_at_the_end():
    later = side(21, 1000, Window(date(2021, 1, 4), date(2021, 1, 29)))
    slipped = replace(TEXTBOOK, later=later, strength=Strength.SLIPPED)
    assert said(slipped, "vi").endswith(" Theo dõi duy trì: 2,1% (21/1.000). Không giữ được.")


@pytest.mark.parametrize(
    ("strength", "high", "told"),
    [
        (Strength.PARTLY_SUSTAINED, 0.1, True),
        (Strength.SUSTAINED, 0.1, True),
        (Strength.SLIPPED, 0.1, False),
        (Strength.PARTLY_SUSTAINED, -0.1, False),
    ],
)
def test_what_was_kept_is_doubted_where_nothing_may_have_been(strength, high, told):
    again = side(21, 1000, Window(date(2021, 1, 4), date(2021, 1, 29)))
    change = replace(
        TEXTBOOK.change, interval=replace(TEXTBOOK.change.interval, low=-2.0, high=high)
    )
    kept = replace(TEXTBOOK, later=again, strength=strength, later_change=change)
    doubt = "though the interval against before includes 0, that is, no change."
    assert said(kept, "en").endswith(doubt) is told


@pytest.mark.parametrize("verdict", Verdict)
def test_ten_seconds_are_without_statistics(verdict):
    told = replace(TEXTBOOK, verdict=verdict)
    with force_locale("vi"):
        short = sentences.short_sentence(told)
    assert short.endswith(".")
    assert not any(character.isdigit() for character in short)


@pytest.mark.parametrize(
    ("strength", "vietnamese", "english"),
    [
        (
            Strength.SIGNAL,
            "Tốt lên rõ rệt, vượt mức dao động ngẫu nhiên.",
            "Clearly better, by more than chance.",
        ),
        (
            Strength.SUSTAINED,
            "Tốt lên rõ rệt, và khi đo lại đã duy trì được.",
            "Clearly better, and it had lasted when it was measured again.",
        ),
        (
            Strength.PARTLY_SUSTAINED,
            "Tốt lên rõ rệt khi kết thúc, nhưng khi đo lại chỉ giữ được một phần.",
            "Clearly better at closing; only part of it had lasted when it was measured again.",
        ),
        (
            Strength.SLIPPED,
            "Tốt lên rõ rệt khi kết thúc, nhưng khi đo lại thì không giữ được.",
            "Clearly better at closing; it had not lasted when it was measured again.",
        ),
    ],
)
def test_ten_seconds_say_whether_it_lasted(strength, vietnamese, english):
    told = replace(TEXTBOOK, verdict=Verdict.IMPROVED, strength=strength)
    for language, short in (("vi", vietnamese), ("en", english)):
        with force_locale(language):
            assert sentences.short_sentence(told) == short


def test_a_change_in_a_list_is_in_points():
    with force_locale("vi"):
        assert sentences.change_shown(-10.4167, DEFECTS) == "−10,4 điểm phần trăm"
        assert sentences.change_shown(2.7, OUTPUT) == "+2,7\u00a0sản phẩm/giờ"


def test_a_baseline_that_was_not_steady_is_said_where_it_makes_a_change_seem_larger():
    told = "The baseline was not steady, so part of the change may be a return to what was usual."
    clear = compared([(20, 200)] * 12, [(10, 200)] * 12)
    assert clear.verdict == Verdict.IMPROVED
    assert said(replace(clear, unsteady=3), "en").endswith(told)
    assert told not in said(clear, "en")
    assert told not in said(replace(UNCLEAR, unsteady=3), "en")


def test_a_target_is_told_with_the_day_by_which_it_is_to_be_reached():
    measure = Measure(gain=30.0, target_on=date(2027, 2, 13))
    with force_locale("en"):
        told = sentences.aim_of(measure, DEFECTS)
    assert told.replace("\u00a0", " ") == "Target: 30 % better than before by 13 Feb 2027"
