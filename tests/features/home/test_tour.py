"""The first steps are shown until they were seen or skipped, and stay under help."""

from __future__ import annotations

import pytest

from coachtrack.features.home.tour import STEPS
from coachtrack.kit.permissions import Role
from tests.reading import read
from tests.sending import send
from tests.site.place import PEOPLE, ROLES, settle


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_few_steps(role):
    assert len(STEPS[role]) in (3, 4)


def test_one_goes_through_them_step_by_step(database, sign_in):
    settle()
    client = sign_in("lan@example.vn", *PEOPLE["consultant"])
    page = read(client, "/")
    assert "First time here? 4 steps" in page.text
    assert "Step 1 of 4 Start with what waits" in page.text
    page = read(client, page.links()["Next step"])
    assert "Step 2 of 4 Count before anything is changed" in page.text
    assert page.links()["Back"] == "/?step=1"
    last = read(client, "/?step=4")
    assert "Next step" not in last.links()
    assert "Skip for good" not in last.text


def test_whoever_skips_them_sees_them_no_more_on_any_browser(database, sign_in):
    settle()
    client = sign_in("lan@example.vn", *PEOPLE["factory-manager"])
    assert send(client, "/tour/end", page="/").status_code == 302
    assert "First time here?" not in read(client, "/").text
    assert "First time here?" not in read(sign_in("lan@example.vn"), "/?step=2").text


def test_others_see_theirs_still(database, sign_in):
    settle()
    send(sign_in("lan@example.vn", *PEOPLE["viewer"]), "/tour/end", page="/")
    assert "First time here?" in read(sign_in("minh@example.vn", *PEOPLE["viewer"]), "/").text


@pytest.mark.parametrize("step", ["0", "5", "-1", "x", "²", "1" * 400])
def test_a_step_that_is_not_there_is_the_first(database, sign_in, step):
    settle()
    client = sign_in("lan@example.vn", *PEOPLE["consultant"])
    assert "Step 1 of 4" in read(client, f"/?step={step}").text


def test_the_demo_shows_them(demo, sign_in):
    assert "First time here?" in read(sign_in("lead@demo.example"), "/").text


@pytest.mark.parametrize("role", ROLES)
def test_help_has_the_steps_of_ones_role_and_what_the_words_mean(database, sign_in, role):
    settle()
    client = sign_in("lan@example.vn", *PEOPLE[role])
    assert read(client, "/").links()["Help"] == "/help"
    page = read(client, "/help")
    assert page.part("steps-1").startswith("First steps: ")
    words = page.part("words-title")
    assert "No clear change It may be chance." in words
    assert "Not sustained Measured again: less than half of the gain was there." in words


def test_help_says_whom_to_ask(demo, sign_in):
    people = read(sign_in("factory@demo.example"), "/help").part("ask-title")
    assert "Nguyễn Thị Thanh Hương (giả định) lead@demo.example" in people
    # Who leads the programme asks the administrator.
    assert "admin@demo.example" in read(sign_in("lead@demo.example"), "/help").part("ask-title")


def test_help_names_nobody_of_a_programme_that_is_not_theirs(database, sign_in):
    settle()
    sign_in("hoa@example.vn", *PEOPLE["programme-lead"])
    stranger = sign_in("lan@example.vn", *PEOPLE["programme-lead elsewhere"])
    assert "hoa@example.vn" not in read(stranger, "/help").text


def test_whoever_counts_is_led_to_where_it_is_entered(demo, sign_in):
    page = read(sign_in("factory@demo.example"), "/")
    assert page.links()["Today's figures"] == "/engagements/HD2020-01/readings/today"
    helped = read(sign_in("factory@demo.example"), "/help")
    assert helped.links()["Today's figures"] == "/engagements/HD2020-01/readings/today"
