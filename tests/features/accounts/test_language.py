"""Choosing the language of the pages."""

from __future__ import annotations

import pytest

from tests.sending import ENGLISH, send, token


def language_of(answer) -> str:
    """The language that a page says it is in."""
    return answer.text.partition('<html lang="')[2].partition('"')[0]


def test_somebody_not_signed_in_chooses_for_this_browser(client):
    answer = send(client, "/language", language="en", next="/sign-in?next=/claims/")
    assert answer.location == "/sign-in?next=/claims/"
    assert language_of(client.get("/sign-in", headers={"Accept-Language": "vi"})) == "en"


def test_the_choice_is_kept_for_the_person(app, client, enter):
    enter(client)
    send(client, "/language", page="/", language="en")
    elsewhere = app.test_client()
    enter(elsewhere)
    assert language_of(elsewhere.get("/", headers={"Accept-Language": "vi"})) == "en"


def test_a_choice_made_before_signing_in_stays(client, enter):
    send(client, "/language", language="en")
    enter(client)
    assert language_of(client.get("/", headers={"Accept-Language": "vi"})) == "en"


def test_a_language_that_there_is_not_is_refused(client):
    assert send(client, "/language", language="tlh").status_code == 400


@pytest.mark.parametrize("elsewhere", ["//evil.example", "/\\evil.example", "http://evil.example"])
def test_choosing_leads_to_no_other_site(client, elsewhere):
    assert send(client, "/language", language="en", next=elsewhere).location == "/"


def test_choosing_needs_the_token_of_this_browser(client):
    token(client)
    assert client.post("/language", data={"language": "en"}, headers=ENGLISH).status_code == 400
