"""Headers and cookies: a page keeps to itself, whatever it answers."""

from __future__ import annotations

import pytest

from coachtrack.kit.assets import asset
from coachtrack.kit.permissions import public
from tests.sending import ENGLISH
from tests.site.observatory import score

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
    headers = client.get(address, headers={"Origin": "https://evil.example"}).headers
    assert ALWAYS.items() <= dict(headers).items()
    assert headers["Cache-Control"] == "private, no-store"
    assert not any(name.startswith("Access-Control-") for name, _value in headers)


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
    client.application.config["SITE_URL"] = "https://coach.example.vn"
    for address in ANSWERS:
        told = client.get(address, base_url="https://coach.example.vn").headers[name]
        assert told == "max-age=31536000"


class TestScore:
    """What the HTTP Observatory says of pages over TLS, whatever they answer."""

    TLS = "https://coach.example.vn"

    @pytest.fixture
    def asked(self, app):
        app.config["SITE_URL"] = self.TLS
        app.add_url_rule("/probe", "probe", public(lambda: 1 / 0))
        client = app.test_client()
        text = {"data": "a" * 2_000_000, "content_type": "application/x-www-form-urlencoded"}
        return {
            200: client.get("/sign-in", base_url=self.TLS),
            302: client.get("/", base_url=self.TLS),
            404: client.get("/nothing", base_url=self.TLS),
            405: client.put("/sign-in", base_url=self.TLS),
            400: client.post("/sign-in", base_url=self.TLS),
            413: client.post("/sign-in", base_url=self.TLS, **text),
            500: client.get("/probe", base_url=self.TLS),
        }

    def test_every_answer_has_the_best_grade(self, asked):
        assert {status: answer.status_code for status, answer in asked.items()} == {
            status: status for status in asked
        }
        for status, answer in asked.items():
            cookies = answer.headers.getlist("Set-Cookie")
            assert score(answer.headers, cookies, tls=True) >= 130, status

    def test_the_page_for_signing_in_has_a_cookie_that_counts(self, asked):
        (cookie,) = asked[200].headers.getlist("Set-Cookie")
        assert score(asked[200].headers, [cookie], tls=True) >= 140

    @pytest.mark.parametrize(
        ("name", "value", "most"),
        [
            ("Content-Security-Policy", None, 75),
            ("Content-Security-Policy", "default-src 'self' 'unsafe-inline'", 80),
            ("Strict-Transport-Security", None, 80),
            ("Strict-Transport-Security", "max-age=60", 130),
        ],
    )
    def test_what_is_missing_costs(self, asked, name, value, most):
        headers = dict(asked[404].headers)
        headers.pop(name)
        assert score(headers | ({name: value} if value else {}), [], tls=True) <= most


@pytest.mark.parametrize(
    ("site", "host", "status"),
    [
        ("", "evil.example", 400),
        ("", "localhost.evil.example", 400),
        ("", "localhost:8000", 200),
        ("", "[::1]:8000", 200),
        ("", "192.0.2.7:8000", 200),
        ("https://coach.example.vn", "coach.example.vn", 200),
        ("https://coach.example.vn", "COACH.example.vn:443", 200),
        ("https://coach.example.vn", "127.0.0.1", 200),
        ("https://coach.example.vn", "192.0.2.7", 400),
        ("https://coach.example.vn", "coach.example.vn.evil.example", 400),
        ("https://coach.example.vn", "evil.example", 400),
    ],
)
def test_it_answers_under_its_own_name(client, site, host, status):
    client.application.config["SITE_URL"] = site
    assert client.get("/sign-in", headers={"Host": host}).status_code == status
    assert client.get("/health", headers={"Host": host}).status_code == 200


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
