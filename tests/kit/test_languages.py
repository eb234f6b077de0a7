"""In which language a page is, and what follows the language on it."""

from __future__ import annotations

import pytest
from flask_babel import get_locale

from coachtrack.features.accounts import queries


def language_of(client, **asked) -> str:
    """The language that the sign-in page says it is in."""
    return client.get("/sign-in", **asked).text.partition('<html lang="')[2][:2]


@pytest.mark.parametrize(
    ("accepted", "shown"),
    [
        ("vi", "vi"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en-US,en;q=0.9", "en"),
        ("ko-KR,ko;q=0.9,en;q=0.5,vi;q=0.4", "en"),
        ("ja", "vi"),
        ("*", "vi"),
        ("", "vi"),
        ("\t;;;q=x", "vi"),
    ],
)
def test_a_page_is_in_a_language_of_the_browser(client, accepted, shown):
    assert language_of(client, headers={"Accept-Language": accepted}) == shown


def test_an_installation_has_its_own_language(app, client):
    app.config["LANGUAGE"] = "en"
    assert language_of(client, headers={"Accept-Language": "ja"}) == "en"


def test_the_choice_in_this_browser_wins(client):
    with client.session_transaction() as session:
        session["language"] = "en"
    assert language_of(client, headers={"Accept-Language": "vi"}) == "en"


@pytest.mark.parametrize("nonsense", ["tlh", "", 7, None])
def test_a_choice_that_there_is_not_counts_for_nothing(client, nonsense):
    with client.session_transaction() as session:
        session["language"] = nonsense
    assert language_of(client, headers={"Accept-Language": "en"}) == "en"


def test_the_choice_of_the_person_wins_over_the_browser(sign_in, database):
    client = sign_in("lan@example.vn")
    queries.account_of("lan@example.vn").language = "en"
    assert client.get("/", headers={"Accept-Language": "vi"}).text.count('<html lang="en">') == 1


def test_a_command_speaks_the_language_of_the_installation(app):
    app.config["LANGUAGE"] = "en"
    with app.app_context():
        assert str(get_locale()) == "en"


def test_the_other_language_is_offered_in_its_own_words(client):
    assert "Tiếng Việt" in client.get("/sign-in", headers={"Accept-Language": "en"}).text
    assert ">English<" in client.get("/sign-in", headers={"Accept-Language": "vi"}).text
