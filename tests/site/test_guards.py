"""Every view has a guard, every one that writes does so in one transaction, none goes astray."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from coachtrack.kit.permissions import Permission
from coachtrack.settings import CHECKOUT
from tests.site.place import PEOPLE, address, guard, rules, settle

PUBLIC = {
    "accounts.choose_language",
    "accounts.forgotten",
    "accounts.link",
    "accounts.sign_in",
    "accounts.sign_in_code",
    "accounts.sign_out",
    "assets.show",
    "health.show",
}
#: Views that write without @commits, and why.
COMMIT_THEMSELVES = {
    "accounts.change_password": "a wrong password is noted although the answer is an error",
    "accounts.forgotten": "asking too often is an error, and nothing else is saved then",
    "accounts.link": "hashing the password takes longer than others should wait to save",
    "accounts.renew_recovery_codes": "a wrong password is noted although the answer is an error",
    "accounts.set_up_second_factor": "a wrong code is noted although the answer is an error",
    "accounts.sign_in_code": "a wrong code is noted although the answer is an error",
    "accounts.turn_off_second_factor": "a wrong password is noted, as with signing in",
    "accounts.sign_in": "a wrong password is noted although the answer is an error",
    "signing.on_paper": "painting a picture anew takes longer than others should wait to save",
    "signing.sign": "a wrong password is noted although nothing is signed",
    "exchange.discard_upload": "it removes files, not rows",
    "exchange.imports": "it keeps a file and saves nothing",
    "exchange.save_upload": "saving takes longer than a page may, and has its own transaction",
    "exchange.upload": "sent again, an upload is checked again, which saves nothing",
}
#: Pages that stand in no part of the menu, and why.
NOT_IN_THE_MENU = {
    "accounts.account": "the head of every page leads there",
    "accounts.change_password": "one's own account leads there",
    "accounts.rename": "one's own account leads there",
    "accounts.set_up_second_factor": "one's own account leads there",
    "accounts.renew_recovery_codes": "one's own account leads there",
    "accounts.turn_off_second_factor": "one's own account leads there",
    "accounts.end_browser": "it is sent, not looked at",
    "accounts.end_other_browsers": "it is sent, not looked at",
    "home.show": "the sign of the site leads there",
    "home.help_page": "the foot of every page leads there",
    "finding.show": "the head of every page leads there",
    "history.everything": "the list of programmes leads administrators there",
    "home.end_tour": "it is sent, not looked at",
}
READS = {"GET", "HEAD", "OPTIONS"}


def test_every_view_has_a_guard(app):
    known = {"public", "signed-in", *Permission}
    guards = {rule.endpoint: guard(app, rule) for rule in app.url_map.iter_rules()}
    missing = sorted(endpoint for endpoint, found in guards.items() if found not in known)
    assert missing == [], "give these @requires, @signed_in or @public"


def test_those_for_everybody_are_known(app):
    found = {r.endpoint for r in app.url_map.iter_rules() if guard(app, r) == "public"}
    assert found == PUBLIC


def test_every_view_that_writes_commits_at_one_place(app):
    writing = {r.endpoint for r in app.url_map.iter_rules() if r.methods - READS}
    committing = {e for e in writing if getattr(app.view_functions[e], "commits", False)}
    assert writing - committing == set(COMMIT_THEMSELVES), "give these @commits, below the guard"


def test_nobody_gets_in_without_signing_in(app, client, database):
    settle()
    for rule in rules(app):
        asked = address(rule)
        answer = client.open(asked, method="GET" if "GET" in rule.methods else "POST")
        if urlsplit(asked).path.endswith(".json") or asked.startswith("/api/"):
            assert (answer.status_code, answer.json["error"]) == (401, 401), asked
        elif "GET" in rule.methods:
            assert answer.status_code == 302, asked
            sign_in = urlsplit(answer.location)
            assert (sign_in.path, parse_qs(sign_in.query)) == ("/sign-in", {"next": [asked]})


def test_no_form_is_taken_without_its_token(app, sign_in, database):
    settle()
    administrator = sign_in("lan@example.vn", *PEOPLE["administrator"])
    for rule in app.url_map.iter_rules():
        for method in rule.methods - READS:
            asked = address(rule)
            assert administrator.open(asked, method=method).status_code == 400, asked


def test_every_page_stands_in_a_part_of_the_menu(app, sign_in, database):
    settle()
    administrator = sign_in("lan@example.vn", *PEOPLE["administrator"])
    astray = set()
    for rule in rules(app):
        answer = administrator.get(address(rule))
        if answer.mimetype != "text/html":
            continue
        menu = answer.text.partition('<nav class="menu"')[2].partition("</nav>")[0]
        if menu.count("aria-current") != 1:
            astray.add(rule.endpoint)
    assert astray == set(NOT_IN_THE_MENU)


@pytest.mark.parametrize("address", ["/programmes/P1", "/engagements/P1-01", "/factories/F1"])
def test_what_is_not_yours_answers_like_what_is_not_there(sign_in, database, address):
    settle()
    stranger = sign_in("lan@example.vn", *PEOPLE["programme-lead elsewhere"])
    foreign, absent = stranger.get(address), stranger.get(address.replace("1", "9"))
    assert (foreign.status_code, absent.status_code) == (404, 404)
    changing = re.compile(r'value="[^"]*"')
    assert changing.sub("", foreign.text) == changing.sub("", absent.text)


def test_only_a_write_that_is_noted_is_kept():
    """Outside of `writing` nothing is noted, and nothing is committed either."""
    keeping = re.compile(r"\.commit\(|\.begin\(|AUTOCOMMIT|raw_connection")
    found = {
        path.name: said
        for path in (CHECKOUT / "coachtrack").rglob("*.py")
        if (said := keeping.findall(path.read_text("utf-8")))
    }
    assert found == {"transactions.py": [".commit("]}
