"""What every test relies on: a database of its own, a browser that complains, no way out."""

from __future__ import annotations

import smtplib
import socket

import pytest

from coachtrack.features.accounts import queries
from coachtrack.kit.permissions import Grant, Role, Scope

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)


@pytest.mark.parametrize("_time", [1, 2])
def test_a_test_finds_what_it_made_and_nothing_else(database, sign_in, _time):
    assert queries.account_of("lan@example.vn") is None
    sign_in("lan@example.vn", ADMINISTRATOR)
    database.rollback()
    assert queries.account_of("lan@example.vn") is not None


def test_the_database_is_the_engine_that_the_test_is_named_for(database, request):
    assert database.get_bind().dialect.name in request.node.name


def test_no_other_host_is_asked():
    with socket.socket() as other, pytest.raises(AssertionError, match="connects to"):
        other.connect(("192.0.2.1", 80))


def test_no_mail_is_sent():
    with pytest.raises(AssertionError, match="sends an e-mail"):
        smtplib.SMTP("localhost")


def test_a_browser_reaches_the_site_and_no_other(page):
    assert page.goto("/health").ok
    assert page.request.get("/health").ok
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")


def test_a_complaint_of_the_browser_is_noted(page, complaints):
    page.goto("/sign-in")
    page.evaluate("document.body.append(document.createElement('style'))")
    page.evaluate("document.querySelector('body > style').textContent = 'p { color: red }'")
    assert any("Content Security Policy" in line for line in complaints)
    complaints.clear()
