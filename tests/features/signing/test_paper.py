"""Signed on paper: what is printed, the scan that is attached, and who may have it back."""

from __future__ import annotations

from io import BytesIO

import pytest

from coachtrack.features.signing import forms
from coachtrack.features.signing.models import Party, Scan, Statement
from coachtrack.kit.permissions import Grant, Role, Scope
from tests.editing import errors, standing
from tests.features.signing.conftest import PAGE, SIGN
from tests.reading import parsed, text_of
from tests.sending import ENGLISH

PRINT, PAPER = f"{PAGE}/baseline/print", f"{PAGE}/baseline/paper"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nsigned and stamped"


def said(client, address=PAGE):
    return text_of(parsed(client.get(address, headers=ENGLISH).text))


def attach(client, content=PDF, name="bien-ban.pdf", **typed):
    html = client.get(PAPER, headers=ENGLISH).text
    fields = {
        "factory": "Vũ Đức Thắng",
        "consultant": "Phạm Thu Hà",
        "on": "3/8/2020",
        "scan": (BytesIO(content), name),
    }
    data = {**standing(html), **fields, **typed}
    return client.post(PAPER, data=data, headers=ENGLISH)


def test_the_paper_names_both_sides_the_figures_and_the_digest(consultant):
    told = said(consultant, PRINT)
    assert "Statement of the figures before the improvement" in told
    assert "10.0 %" in told
    assert "252 of 2,520" in told
    assert "(signature, full name, stamp)" in told
    digest = standing(consultant.get(PAPER).text)["measures"]
    assert digest in told


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


def test_a_stranger_does_not_find_it(lead, sign_in, database):
    attach(lead)
    address = f"{PAGE}/scans/{database.query(Scan).one().uuid}"
    other = sign_in("other@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P2"))
    assert other.get(address).status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html><script>alert(1)</script>", "This is neither a PDF nor a JPEG or PNG picture."),
        (b"", "This is neither a PDF nor a JPEG or PNG picture."),
        (b"%PDF-" + b"0" * 100, "The file is too large."),
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


def test_what_one_side_signed_already_is_not_signed_on_paper_too(consultant, lead, signed):
    assert "There is nothing to attach a paper to." in said(lead, PAPER)
    html = lead.get("/engagements/P1-01/edit").text
    token = standing(html)["csrf_token"]
    answer = lead.post(PAPER, data={"csrf_token": token, "measures": "0" * 64}, headers=ENGLISH)
    assert answer.status_code == 422


def test_a_manager_attaches_nothing(manager, measure):
    assert manager.get(PAPER).status_code == 403
