"""Headers and cookies: a page keeps to itself, whatever it answers."""

from __future__ import annotations

import pytest

from coachtrack.kit.assets import asset
from coachtrack.kit.permissions import public
from tests.sending import ENGLISH

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    " font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self';"
    " base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
pytestmark = pytest.mark.own_app
ANSWERS = ["/", "/sign-in", "/nothing", "/nothing.json", "/sign-out", "/%00", "/health", "/claims"]


@pytest.mark.parametrize("address", ANSWERS)
def test_each_answer_keeps_to_itself(client, address):
    headers = client.get(address).headers
    assert ALWAYS.items() <= dict(headers).items()
    assert headers["Cache-Control"] == "private, no-store"
    assert "Server" not in headers


def test_so_does_an_asset_which_may_be_kept(app, client):
    with app.test_request_context():
        address = asset("site.css")
    headers = client.get(address).headers
    assert ALWAYS.items() <= dict(headers).items()
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in headers


def test_a_fault_of_the_site_keeps_to_itself_too(app, client):
    app.add_url_rule("/probe", "probe", public(lambda: 1 / 0))
    headers = client.get("/probe").headers
    assert {**ALWAYS, "Cache-Control": "private, no-store"}.items() <= dict(headers).items()


def test_only_over_tls_a_browser_is_told_to_stay_with_tls(client):
    name = "Strict-Transport-Security"
    assert name not in client.get("/sign-in").headers
    assert client.get("/sign-in", base_url="https://coach.example.vn").headers[name]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "localhost@evil.example", "a b"]
)
def test_nobody_is_sent_to_the_host_that_a_visitor_names(client, host):
    for address in ("/", "/sign-in", "/claims", "/nothing"):
        answer = client.get(address, headers={"Host": host, **ENGLISH})
        assert answer.headers.get("Location", "/").startswith("/")
        assert answer.status_code < 400 or "evil" not in answer.text


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded"])
def test_what_a_visitor_says_of_a_proxy_counts_for_nothing(client, name):
    answer = client.get("/claims", headers={name: "https"})
    assert answer.headers["Location"] == "/claims/"
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_null_character_is_refused_before_a_database_sees_it(sign_in, method):
    client = sign_in("lan@example.vn")
    for address in ("/programmes/%00", "/claims/?q=a%00", "/claims/?a%00=b"):
        assert getattr(client, method)(address).status_code == 400
    assert client.post("/sign-in", data={"email": "a\0"}).status_code == 400
