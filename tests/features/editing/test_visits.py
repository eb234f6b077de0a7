"""Logging visits by hand, changing them, and printing their minutes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from coachtrack.domain.windows import months_after
from coachtrack.features.engagements.models import Stage
from coachtrack.features.visits.models import Visit, VisitKind
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.times import today_in
from tests import factories
from tests.editing import fill, standing
from tests.reading import VIETNAMESE, read
from tests.sending import ENGLISH

CONSULTANT = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")
NEW = "/engagements/P1-01/visits/new"
MAY = date(2021, 5, 4)
SEEN = {
    "on": "2021-05-04",
    "consultants": "Trần Minh\nKim Ji-woo",
    "present": "Giám đốc; Quản đốc",
    "observations": "Máy 3 dừng.\nKhuôn để lẫn.",
    "agreed": "Gắn thẻ đỏ trước 11/5.",
    "next_on": "2021-05-18",
}


@pytest.fixture
def engagement(database):
    return factories.engagement("P1-01", stage=Stage.IMPROVEMENT, team=("Trần Minh", "Lê Hoa"))


@pytest.fixture
def consultant(engagement, sign_in):
    return sign_in("minh@example.vn", CONSULTANT)


def stored(database):
    return database.scalars(select(Visit).order_by(Visit.on)).all()


def address(visit, page=""):
    return f"/engagements/P1-01/visits/{visit.uuid}{page}"


def test_a_visit_is_written_down_and_read(consultant, database):
    answer = fill(consultant, NEW, **SEEN)
    (visit,) = stored(database)
    assert (answer.status_code, answer.location) == (302, address(visit))
    assert visit.consultants == ("Trần Minh", "Kim Ji-woo")
    assert visit.present == ("Giám đốc", "Quản đốc")
    assert visit.observations == "Máy 3 dừng.\nKhuôn để lẫn."
    assert visit.next_on == date(2021, 5, 18)
    page = read(consultant, answer.location)
    assert "Saved." in page.text
    assert "Gắn thẻ đỏ trước 11/5." in page.text
    assert read(consultant, "/engagements/P1-01").links()["4 May 2021 · Coaching"] == address(visit)


def test_a_new_visit_starts_with_what_is_usual(consultant):
    fields = standing(consultant.get(NEW, headers=ENGLISH).text)
    assert fields["on"] == today_in("Asia/Ho_Chi_Minh").isoformat()
    assert fields["kind"] == "coaching"
    assert fields["consultants"].split("\n") == ["Trần Minh", "Lê Hoa"]
    assert (fields["present"], fields["observations"]) == ("", "")


def test_the_last_visit_can_be_copied(engagement, consultant):
    factories.visit(engagement, MAY - timedelta(7), agreed="Long done")
    last = factories.visit(
        engagement,
        MAY,
        kind=VisitKind.REVIEW,
        consultants=("Kim Ji-woo",),
        present=("Giám đốc",),
        observations="Seen once",
        agreed="Gắn thẻ đỏ.",
    )
    copying = f"{NEW}?copy={last.uuid}"
    assert read(consultant, NEW).links()["Copy from the visit of 4 May 2021"] == copying
    # After going back it is the same visit, though another one was saved meanwhile.
    factories.visit(engagement, MAY + timedelta(7), agreed="Later")
    fields = standing(consultant.get(copying, headers=ENGLISH).text)
    assert (fields["kind"], fields["consultants"]) == ("review", "Kim Ji-woo")
    assert (fields["present"], fields["observations"]) == ("Giám đốc", "")
    assert fields["agreed"].split("\n") == ["Open since 4 May 2021:", "Gắn thẻ đỏ."]
    assert fields["on"] != MAY.isoformat()


def test_a_visit_that_is_written_down_already_is_a_link(consultant, engagement, database):
    assert "is written down already" not in read(consultant, NEW).text
    today = today_in("Asia/Ho_Chi_Minh")
    visit = factories.visit(engagement, today, kind=VisitKind.COACHING)
    page = read(consultant, NEW)
    assert "is written down already." in page.text
    name = f"{today.day} {today:%b %Y} · Coaching"
    assert page.links()[name] == address(visit)
    factories.visit(engagement, today - timedelta(1))
    assert page.links()[name] == read(consultant, NEW).links()[name]


def test_before_the_first_visit_there_is_nothing_to_copy(consultant):
    assert "?copy=" not in consultant.get(NEW).text
    assert consultant.get(f"{NEW}?copy=last").status_code == 200


def test_a_second_visit_on_a_day_and_an_empty_one_are_remarked_on(consultant, database):
    seen = {"observations": "Máy 2"}
    first = read(consultant, fill(consultant, NEW, on="2021-05-04", **seen).location).text
    assert "There is another visit" not in first
    second = read(consultant, fill(consultant, NEW, on="2021-05-04", observations="").location).text
    assert "There is another visit on 4 May 2021." in second
    assert "Nothing is written down yet of what was seen or agreed" in second
    assert "Nothing is written down yet" not in first


def in_months(months: int) -> date:
    return months_after(today_in("Asia/Ho_Chi_Minh"), months)


def saved(client, **typed) -> str:
    return read(client, fill(client, NEW, **{**SEEN, "next_on": "", **typed}).location).text


def test_a_day_of_long_ago_without_its_year_is_remarked_on(consultant, database):
    long_ago, lately = in_months(-8), in_months(-4)
    written = f"{long_ago:%A} {long_ago.day} {long_ago:%b %Y}"
    remark = f"Written down as {written}: see whether the year is right."
    assert remark in saved(consultant, on=f"{long_ago:%d/%m}")
    assert stored(database)[0].on == long_ago
    for on in (f"{long_ago:%d/%m/%y}", f"{lately:%d/%m}", ""):
        assert "Written down as" not in saved(consultant, on=on or f"{long_ago:%d-%m-%Y}")


def test_that_a_year_was_left_out_outlives_a_refusal_but_not_another_day(consultant):
    on = in_months(-8)
    page = fill(consultant, NEW, **{**SEEN, "on": f"{on:%d/%m}", "kind": "party"}).text
    right = {"kind": "coaching", "next_on": ""}
    assert (
        "Written down as"
        in read(consultant, fill(consultant, NEW, page=page, **right).location).text
    )
    page = fill(consultant, NEW, **{**SEEN, "on": f"{on:%d/%m}", "kind": "party"}).text
    other = fill(consultant, NEW, page=page, on=f"{on + timedelta(1):%d/%m/%Y}", **right)
    assert "Written down as" not in read(consultant, other.location).text


def test_sent_twice_it_is_one_visit(consultant, database):
    page = consultant.get(NEW, headers=ENGLISH).text
    for _time in range(2):
        assert fill(consultant, NEW, page=page, **SEEN).status_code == 302
    assert len(stored(database)) == 1


def test_sent_twice_at_one_moment_it_is_one_visit(consultant, database):
    page = consultant.get(NEW, headers=ENGLISH).text
    database.commit()
    with ThreadPoolExecutor() as threads:
        sent = [threads.submit(fill, consultant, NEW, page=page, **SEEN) for _time in range(4)]
    assert [answer.result().status_code for answer in sent] == [302] * 4
    assert len(stored(database)) == 1


def test_sent_again_with_other_words_both_versions_are_shown(consultant, database):
    page = consultant.get(NEW, headers=ENGLISH).text
    fill(consultant, NEW, page=page, **SEEN)
    answer = fill(consultant, NEW, page=page, **{**SEEN, "agreed": "Nothing"})
    assert answer.status_code == 409
    assert "Gắn thẻ đỏ trước 11/5." in answer.text
    assert [visit.agreed for visit in stored(database)] == ["Gắn thẻ đỏ trước 11/5."]
    assert fill(consultant, NEW, page=answer.text).status_code == 302
    assert [visit.agreed for visit in stored(database)] == ["Nothing"]


def test_two_visits_are_two(consultant, database):
    for _time in range(2):
        fill(consultant, NEW, **SEEN)
    assert len(stored(database)) == 2


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("on", "", "Fill this in."),
        ("on", "31.2.2021", "There is no such day."),
        ("next_on", "2021-05-04", "The next visit must come after this one."),
        ("kind", "party", "Choose the kind of visit from the list."),
        ("observations", "x" * 5001, "This text has 5,001 characters."),
        ("present", "y" * 201, "This text has 201 characters."),
    ],
)
def test_what_cannot_be_is_said_at_the_field(consultant, database, field, typed, said):
    answer = fill(consultant, NEW, **{**SEEN, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Gắn thẻ đỏ trước 11/5." in answer.text
    assert stored(database) == []


@pytest.mark.parametrize("typed", ["4-5-2089", "4-5-1989", "04052089", "31022021"])
def test_a_day_that_is_refused_stands_as_it_was_typed(consultant, typed):
    answer = fill(consultant, NEW, **{**SEEN, "on": typed})
    assert answer.status_code == 422
    assert standing(answer.text)["on"] == typed
    assert '<input type="text" value="' + typed in answer.text


@pytest.mark.parametrize("identity", ["", "nonsense", "{}"])
def test_an_identity_that_is_none_is_made(consultant, database, identity):
    assert fill(consultant, NEW, uuid=identity, **SEEN).status_code == 302
    assert len(stored(database)) == 1


def test_the_visit_of_another_engagement_is_not_taken_away(consultant, database):
    other = factories.visit(factories.engagement("P1-02"), MAY, uuid=uuid4(), agreed="Theirs")
    assert fill(consultant, NEW, uuid=str(other.uuid), **SEEN).status_code == 422
    database.refresh(other)
    assert (other.agreed, other.engagement.code) == ("Theirs", "P1-02")
    assert consultant.get(address(other)).status_code == 404


def test_a_change_of_somebody_else_is_shown_and_not_undone(engagement, consultant, database):
    visit = factories.visit(engagement, MAY, agreed="First")
    page = consultant.get(address(visit, "/edit"), headers=ENGLISH).text
    fill(consultant, address(visit, "/edit"), agreed="Second")
    answer = fill(consultant, address(visit, "/edit"), page=page, agreed="Third")
    assert answer.status_code == 409
    assert "Second" in answer.text
    assert "Third" in answer.text
    assert [each.agreed for each in stored(database)] == ["Second"]
    again = fill(consultant, address(visit, "/edit"), page=answer.text)
    assert (again.status_code, again.location) == (302, address(visit))
    assert [each.agreed for each in stored(database)] == ["Third"]


def test_who_only_looks_is_offered_nothing_to_write(engagement, sign_in):
    viewer = sign_in("xem@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert "The consultants write down" in read(viewer, "/engagements/P1-01/visits/").text
    factories.visit(engagement, MAY)
    for page in ("/engagements/P1-01/visits/", "/engagements/P1-01"):
        assert "Log a visit" not in read(viewer, page).text
    (shown,) = [
        url
        for url in read(viewer, "/engagements/P1-01/visits/").links().values()
        if "visits/" in url and not url.endswith("/")
    ]
    assert "Edit" not in read(viewer, shown).links()
    assert viewer.get(NEW).status_code == 403


def test_the_minutes_name_both_sides_and_leave_room_to_sign(engagement, consultant):
    visit = factories.visit(
        engagement, MAY, consultants=("Kim Ji-woo",), present=("Giám đốc",), agreed="Gắn thẻ đỏ."
    )
    english = read(consultant, address(visit, "/print"))
    assert "Minutes of the visit" in english.text
    vietnamese = read(consultant, address(visit, "/print"), VIETNAMESE).text
    for told in ("Biên bản làm việc", "04/05/2021", "Kim Ji-woo", "Giám đốc", "Gắn thẻ đỏ."):
        assert told in vietnamese
    assert vietnamese.count("Đại diện doanh nghiệp") == 2
    for told in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hôm nay, hồi",
    ):
        assert told in vietnamese
    assert vietnamese.count("(Ký, ghi rõ họ tên)") == 2
    assert "SOCIALIST REPUBLIC OF VIET NAM" in english.text


def test_markup_in_what_was_typed_is_only_text(engagement, consultant):
    visit = factories.visit(engagement, MAY, agreed="<script>alert(1)</script> & “x”")
    for page in ("", "/edit", "/print"):
        answer = consultant.get(address(visit, page))
        assert "&lt;script&gt;" in answer.text


@pytest.fixture
def visit(engagement):
    """The last of two, with a next one planned."""
    factories.visit(engagement, MAY - timedelta(7), agreed="Dán nhãn khuôn.")
    planned = {"agreed": "Gắn thẻ đỏ.", "next_on": MAY + timedelta(14)}
    return factories.visit(engagement, MAY, **planned)


def reason(database, visit):
    database.rollback()
    return database.scalar(select(Visit.withdrawn).where(Visit.uuid == visit))


def test_withdrawing_asks_for_a_reason(visit, consultant, database):
    withdraw = read(consultant, address(visit)).links()["Withdraw"]
    assert withdraw == address(visit, "/withdraw")
    answer = fill(consultant, withdraw, withdrawn=" ")
    assert answer.status_code == 422
    assert "Fill this in." in answer.text
    assert reason(database, visit.uuid) == ""


def test_what_was_withdrawn_stays_in_the_list_and_counts_for_nothing(visit, consultant, database):
    home, page = "/engagements/P1-01/visits/", address(visit)
    waits = "Write down the visit that was planned for 18 May 2021."
    assert waits in read(consultant, "/engagements/P1-01").text
    answer = fill(consultant, address(visit, "/withdraw"), withdrawn="Ghi nhầm nhà máy")
    assert (answer.status_code, answer.location) == (302, page)
    for told in (home, page, page + "/print"):
        assert "Withdrawn: Ghi nhầm nhà máy" in read(consultant, told).text
    assert "Withdraw" not in read(consultant, page).links()
    assert "4 May 2021 · Coaching" in read(consultant, home).links()
    assert "Next visit" not in read(consultant, home).text
    engagement = read(consultant, "/engagements/P1-01")
    assert "4 May 2021 · Coaching" not in engagement.links()
    assert "18 May 2021" not in engagement.text
    copying = read(consultant, NEW).links()["Copy from the visit of 27 Apr 2021"]
    fields = standing(consultant.get(copying, headers=ENGLISH).text)
    assert fields["agreed"].split("\n") == ["Open since 27 Apr 2021:", "Dán nhãn khuôn."]


def test_what_was_withdrawn_counts_again_when_it_is_saved(visit, consultant, database):
    edit = address(visit, "/edit")
    fill(consultant, address(visit, "/withdraw"), withdrawn="Ghi nhầm nhà máy")
    assert "Saving it here lets it count again." in read(consultant, edit).text
    assert fill(consultant, edit).status_code == 302
    assert reason(database, visit.uuid) == ""
    assert "4 May 2021 · Coaching" in read(consultant, "/engagements/P1-01").links()


def test_a_form_sent_once_more_does_not_undo_that_it_was_withdrawn(consultant, database):
    page = consultant.get(NEW, headers=ENGLISH).text
    fill(consultant, NEW, page=page, **SEEN)
    (visit,) = stored(database)
    fill(consultant, address(visit, "/withdraw"), withdrawn="Ghi nhầm nhà máy")
    answer = fill(consultant, NEW, page=page, **SEEN)
    assert answer.status_code == 409
    assert '"Stored now">Ghi nhầm nhà máy</td><td data-label="Typed here">–</td>' in answer.text
    assert reason(database, visit.uuid) == "Ghi nhầm nhà máy"


def test_what_is_copied_twice_says_once_since_when_it_is_open(visit, consultant, database):
    visit.agreed = "Open since 27 Apr 2021:\nDán nhãn khuôn."
    database.commit()
    copying = read(consultant, NEW).links()["Copy from the visit of 4 May 2021"]
    fields = standing(consultant.get(copying, headers=ENGLISH).text)
    assert fields["agreed"].split("\n") == ["Open since 27 Apr 2021:", "Dán nhãn khuôn."]
