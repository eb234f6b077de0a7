"""Signed on paper: what is printed, the scan that is attached, and who may have it back."""

from __future__ import annotations

import re
from io import BytesIO

import pytest

from coachtrack.extensions import db
from coachtrack.features.indicators.models import Measure, Reading
from coachtrack.features.signing import actions, forms, queries
from coachtrack.features.signing.facts import digest_of, digest_of_bytes, facts_of
from coachtrack.features.signing.models import Part, Party, Scan, Statement
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories, pictures
from tests.conftest import PASSWORD
from tests.editing import errors, fill, standing
from tests.features.signing.conftest import PAGE, SIGN
from tests.reading import parsed, text_of
from tests.sending import ENGLISH

PRINT, PAPER = f"{PAGE}/baseline/print", f"{PAGE}/baseline/paper"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nsigned and stamped\nstartxref\n9\n%%EOF\n"


def said(client, address=PAGE):
    return text_of(parsed(client.get(address, headers=ENGLISH).text))


def digest_printed(client, address=PRINT):
    """The digest of the first figures on the paper as it is printed now."""
    return re.search(r"[0-9a-f]{64}", said(client, address))[0]


def digest_now(database):
    (subject,) = queries.compared([database.query(Measure).one().id]).values()
    return digest_of(facts_of(subject, Part.BASELINE))


def attach(client, content=PDF, name="bien-ban.pdf", at=PAPER, **typed):
    html = client.get(at, headers=ENGLISH).text
    if "digests" not in typed:
        typed["digests"] = digest_printed(client, at.replace("/paper", "/print"))[:8]
    fields = {
        "factory": "Vũ Đức Thắng",
        "consultant": "Phạm Thu Hà",
        "on": "3/8/2020",
        "scan": (BytesIO(content), name),
    }
    data = {**standing(html), **fields, **typed}
    return client.post(at, data=data, headers=ENGLISH)


def test_the_paper_names_both_sides_the_figures_and_the_digest(consultant, database):
    told = said(consultant, PRINT)
    assert "Statement of the figures before the improvement" in told
    assert "10.0 %" in told
    assert "252 of 2,520" in told
    assert "(signature, full name, stamp)" in told
    assert digest_now(database) in told


def test_each_sheet_says_what_it_belongs_to(consultant):
    digest = standing(consultant.get(SIGN).text)["measures"]
    (paper,) = (
        each
        for each in parsed(consultant.get(PRINT, headers=ENGLISH).text).iter("article")
        if each.get("data-sheet-of")
    )
    title = "Statement of the figures before the improvement"
    assert paper.get("data-sheet-of") == f"P1-01 · {title} · {digest[:12]}"
    assert paper.get("data-sheet-number") == "Sheet {n} of {m}"


def test_in_vietnamese_it_is_a_bien_ban(consultant):
    page = consultant.get(PRINT, headers={"Accept-Language": "vi"}).text
    assert "Biên bản xác nhận số liệu trước cải tiến" in page


def test_a_scan_makes_it_signed_on_paper(lead, manager, database):
    assert attach(lead).location == PAGE
    told = "Baseline signed on paper on 3 Aug 2020 by Vũ Đức Thắng and Phạm Thu Hà"
    assert told in said(manager)
    row = database.query(Statement).one()
    assert {each.party: each.name for each in row.signatures} == {
        Party.FACTORY: "Vũ Đức Thắng",
        Party.CONSULTANT: "Phạm Thu Hà",
    }
    results = manager.get("/engagements/P1-01/results.json").json["results"]
    assert results[0]["baseline"]["signed"] is True


def test_the_scan_comes_back_as_it_was_and_runs_nothing(lead, manager, database):
    attach(lead)
    answer = manager.get(f"{PAGE}/scans/{database.query(Scan).one().uuid}")
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_of_a_photo_nothing_is_kept_but_what_is_seen(lead, manager, database):
    attach(lead, pictures.jpeg((60, 40), exif=pictures.notes()), "IMG_0001.HEIC.jpg")
    kept = database.query(Scan).one()
    answer = manager.get(f"{PAGE}/scans/{kept.uuid}")
    assert answer.mimetype == "image/jpeg"
    assert pictures.segments(answer.data) == pictures.PLAIN
    assert b"Hanoi" not in answer.data
    assert (kept.size, kept.digest) == (len(answer.data), digest_of_bytes(answer.data))


@pytest.mark.parametrize("limit", [{"MOST_SCANS": 1}, {"MOST_BYTES": len(PDF) + 5}])
def test_an_engagement_has_room_for_so_many_papers(lead, database, monkeypatch, limit):
    measured = database.query(Measure).one()
    factories.scan(measured.engagement, PDF[:6])
    for name, value in limit.items():
        monkeypatch.setattr(actions, name, value)
    answer = attach(lead)
    assert answer.status_code == 409
    assert "There is no room for more papers of this engagement." in answer.text
    assert standing(answer.text)["factory"] == "Vũ Đức Thắng"
    assert (database.query(Scan).count(), database.query(Statement).count()) == (1, 0)


def test_what_another_engagement_keeps_takes_no_room(lead, database, monkeypatch):
    factories.scan(factories.engagement("P1-99", at=factories.factory("F9")), PDF)
    monkeypatch.setattr(actions, "MOST_SCANS", 1)
    assert attach(lead).location == PAGE


def test_nobody_waits_for_a_picture_to_save_something(lead, database, monkeypatch):
    held = []
    monkeypatch.setattr(
        "coachtrack.kit.pictures.painted_anew",
        lambda content: held.append(db.session().in_transaction()) or content,
    )
    assert attach(lead, b"\x89PNG").location == PAGE
    assert held == [False]


def test_a_stranger_does_not_find_it(lead, sign_in, database):
    attach(lead)
    address = f"{PAGE}/scans/{database.query(Scan).one().uuid}"
    other = sign_in("other@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P2"))
    assert other.get(address).status_code == 404


@pytest.mark.parametrize(
    "grant",
    [Grant(Role.VIEWER, Scope.PROGRAMME, "P1"), Grant(Role.VIEWER, Scope.PROVINCE, "30")],
)
@pytest.mark.parametrize("besides", [(), (Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P2-01"),)])
def test_who_only_looks_does_not_get_it(lead, sign_in, database, grant, besides):
    attach(lead)
    viewer = sign_in("v@example.vn", grant, *besides)
    assert viewer.get(f"{PAGE}/scans/{database.query(Scan).one().uuid}").status_code == 403
    page = viewer.get(PAGE, headers=ENGLISH).text
    assert "Baseline signed on paper on 3 Aug 2020" in text_of(parsed(page))
    assert "/scans/" not in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html><script>alert(1)</script>", "This is neither a PDF nor a JPEG, PNG or WebP"),
        (b"", "This is neither a PDF nor a JPEG, PNG or WebP picture."),
        (b"%PDF-" + b"0" * 100, "The file is too large."),
        (PDF[:30], "This PDF is damaged."),
        (b"\xff\xd8\xff\xe0 and no more", "This picture is damaged."),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "Most Compatible"),
    ],
)
def test_what_is_no_picture_of_a_paper_is_refused(lead, database, monkeypatch, content, sentence):
    monkeypatch.setattr(forms, "LARGEST_SCAN", 100)
    answer = attach(lead, content)
    assert answer.status_code == 422
    assert sentence in errors(answer.text)["scan"]
    assert (database.query(Scan).count(), database.query(Statement).count()) == (0, 0)


def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(lead, database):
    answer = attach(lead, factory=" ", on="32/8/2020")
    assert set(errors(answer.text)) == {"factory", "on"}
    assert standing(answer.text)["consultant"] == "Phạm Thu Hà"


def test_a_day_to_come_is_refused(lead, database):
    answer = attach(lead, on="1/1/2999")
    assert "lies in the future" in errors(answer.text)["on"]


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("1/1/2019", "Defect rate · Line 1 was counted until 31 Jul 2020, so it was signed after"),
        ("31/7/2020", "so it was signed after that day."),
    ],
)
def test_nothing_is_signed_before_it_is_over(lead, database, on, sentence):
    answer = attach(lead, on=on)
    assert answer.status_code == 422
    assert sentence in errors(answer.text)["on"]
    assert database.query(Statement).count() == 0


def test_a_closing_result_is_signed_after_what_came_after(lead, database):
    closing = {"at": f"{PAGE}/closing/paper"}
    assert (
        "was counted until 30 Sep 2020" in errors(attach(lead, on="1/9/2020", **closing).text)["on"]
    )
    assert attach(lead, on="1/10/2020", **closing).location == PAGE


@pytest.mark.parametrize("typed", ["3f9a", "zz", ", ;"])
def test_too_little_of_a_digest_is_refused(lead, database, typed):
    answer = attach(lead, digests=typed)
    assert "at least the first 8 characters" in errors(answer.text)["digests"]


def test_a_paper_of_figures_that_were_changed_since_is_refused(lead, consultant, database):
    digest = digest_printed(lead)
    first = database.query(Reading).order_by(Reading.from_on).first()
    address = f"/engagements/P1-01/readings/{first.uuid}/correct"
    page = consultant.get(address, headers=ENGLISH).text
    typed = {**standing(page, "one"), "numerator": "2"}
    assert consultant.post(address, data=typed, headers=ENGLISH).status_code == 302
    answer = attach(lead, digests=f"{digest[:8]}…")
    assert answer.status_code == 422
    told = errors(answer.text)["digests"]
    assert f"“{digest[:8]}” is the digest of none of these figures as they are now" in told
    assert (
        "Now: Defect rate · Line 1: Before 9.3 % (234 of 2,520), 1 Jul 2020 – 31 Jul 2020." in told
    )
    assert "Readings saved after the day on the paper: 1 Jul 2020: 2 of 210." in told
    assert (database.query(Scan).count(), database.query(Statement).count()) == (0, 0)


def test_only_what_stands_on_the_paper_is_signed_by_it(lead, measure, database):
    factories.measure(
        measure.engagement,
        "rework-rate",
        before=factories.MANY_DEFECTS,
        after=factories.FEW_DEFECTS,
    )
    database.commit()
    assert attach(lead).location == PAGE
    assert [row.measure_id for row in database.query(Statement)] == [measure.id]


def test_a_paper_brings_the_signature_that_is_missing(consultant, lead, database):
    """The consultant signed with the password, and nobody of the factory signs in."""
    assert fill(consultant, SIGN, password=PASSWORD).status_code == 302
    assert "It was signed on paper" in said(lead)
    assert attach(lead).location == PAGE
    row = database.query(Statement).one()
    given = {each.party: (each.name, each.on) for each in row.signatures}
    assert given[Party.FACTORY] == ("Vũ Đức Thắng", factories.date(2020, 8, 3))
    assert given[Party.CONSULTANT] == ("lan@example.vn", None)
    assert row.signed
    assert "It was signed on paper" not in said(lead).partition("Closing result")[0]


def test_what_one_side_signed_already_is_not_signed_on_paper_too(consultant, lead, signed):
    digest = digest_printed(lead)
    assert "There is nothing to attach a paper to." in said(lead, PAPER)
    token = standing(lead.get("/engagements/P1-01/edit").text)["csrf_token"]
    fields = {"factory": "Thắng", "consultant": "Hà", "on": "3/8/2020", "digests": digest}
    data = {"csrf_token": token, "scan": (BytesIO(PDF), "a.pdf"), **fields}
    assert lead.post(PAPER, data=data, headers=ENGLISH).status_code == 422


def test_a_manager_attaches_nothing(manager, measure):
    assert manager.get(PAPER).status_code == 403
