"""Assets: named by their content, kept for ever, sent small, and nothing else is sent."""

from __future__ import annotations

import gzip

import brotli
import pytest

from coachtrack.app import create_app
from coachtrack.kit.assets import SHEETS, STATIC, asset
from tests import engines
from tests.checking import CheckingClient

NAMES = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file())


@pytest.fixture
def app(tmp_path):
    """The application; assets need no database."""
    made = create_app(engines.settings("sqlite://", tmp_path))
    made.test_client_class = CheckingClient
    return made


@pytest.fixture
def address(app):
    """`address(name)`: where an asset is."""

    def addressed(name: str) -> str:
        with app.test_request_context():
            return asset(name)

    return addressed


@pytest.mark.parametrize("name", [*NAMES, *SHEETS])
def test_each_asset_is_sent_for_ever(client, address, name):
    answer = client.get(address(name))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    if name not in SHEETS:
        assert answer.data == (STATIC / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("site.css", "text/css"),
        ("js/site.js", "text/javascript"),
        ("img/logo.svg", "image/svg+xml"),
        ("vendor/plotly/plotly.css", "text/css"),
    ],
)
def test_a_browser_is_told_what_it_is(client, address, name, kind):
    assert client.get(address(name)).mimetype in {
        kind,
        kind.replace("text/java", "application/java"),
    }


def test_it_is_sent_small_to_those_who_can_read_it(client, address):
    whole = client.get(address("site.css")).data
    ways = {"br": brotli.decompress, "gzip": gzip.decompress}
    for accepted, way in [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip")]:
        answer = client.get(address("site.css"), headers={"Accept-Encoding": accepted})
        assert answer.headers["Content-Encoding"] == way
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert len(answer.data) < len(whole) / 2
        assert ways[way](answer.data) == whole


def test_each_file_is_in_one_style_sheet_once_and_the_tokens_come_first(client, address):
    sheets = {name: client.get(address(name)).data for name in SHEETS}
    parts = [path.read_bytes() for path in (STATIC / "css").rglob("*.css")]
    assert all(sum(sheet.count(part) for sheet in sheets.values()) == 1 for part in parts)
    for name in ("site.css", "print.css"):
        assert sheets[name].startswith((STATIC / SHEETS[name] / "tokens.css").read_bytes())


def test_what_only_a_printer_needs_makes_no_page_wait(client, address):
    assert b"@media print" not in client.get(address("site.css")).data
    page = client.get("/nowhere").text
    assert f'<link rel="stylesheet" href="{address("print.css")}" media="print">' in page


@pytest.mark.parametrize("digest", ["000000000000", "x", "0" * 5000])
def test_an_old_digest_is_gone(client, digest):
    assert client.get(f"/assets/{digest}/js/site.js").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "../app.py",
        "..%2fapp.py",
        "js/../../app.py",
        "%2fetc%2fpasswd",
        "js/../js/site.js",
        "./js/site.js",
        "js/%2e/site.js",
        "js%5csite.js",
        "js",
        "a" * 5000,
        "js/site.js%20",
        "JS/SITE.JS",
    ],
)
def test_nothing_but_an_asset_by_its_one_name_is_sent(client, address, name):
    digest = address("js/site.js").split("/")[2]
    assert client.get(f"/assets/{digest}/{name}").status_code in {308, 404}


def test_a_name_that_there_is_not_fails_when_a_page_is_made(address):
    with pytest.raises(FileNotFoundError):
        address("js/missing.js")
