"""Adding people from the command line."""

from __future__ import annotations

from functools import partial

import pytest

from coachtrack.features.accounts import queries
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.commands import refusal, run
from tests.conftest import PASSWORD
from tests.sending import send

PLACES = {
    "programme": "P1",
    "engagement": "P1-01",
    "factory": "F-P1-01",
    "province": "30",
}
RIGHT = [
    ("administrator", "everything"),
    ("programme-lead", "programme"),
    ("consultant", "engagement"),
    ("factory-manager", "factory"),
    ("viewer", "programme"),
    ("viewer", "province"),
]
WRONG = [
    (role.value, place)
    for role in Role
    for place in ("everything", *PLACES)
    if (role.value, place) not in RIGHT
]


@pytest.fixture
def add(app, database):
    """`add(email, *options)`: run `coachtrack user add` where there is an engagement."""
    factories.engagement()
    return partial(run, app, "user", "add", "--password-stdin", typed=f"{PASSWORD}\n")


def held_in(place: str) -> list[str]:
    """The options that name a place; everything is named by none."""
    return [] if place == "everything" else [f"--{place}", PLACES[place]]


@pytest.mark.parametrize(("role", "place"), RIGHT)
def test_each_role_is_given_in_its_place(add, database, role, place):
    result = add("Lan@Example.vn", "--role", role, *held_in(place))
    assert (result.exit_code, result.stdout) == (0, f"Added Lan@Example.vn as {role}.\n")
    account = queries.account_of("lan@example.vn")
    assert account.person().grants == (Grant(Role(role), Scope(place), PLACES.get(place, "")),)


@pytest.mark.parametrize(("role", "place"), WRONG)
def test_no_role_is_given_elsewhere(add, database, role, place):
    result = add("lan@example.vn", "--role", role, *held_in(place))
    assert refusal(result).startswith(f"The role {role} is given with ")
    assert queries.account_of("lan@example.vn") is None


def test_a_role_is_given_in_one_place_only(add):
    both = held_in("programme") + held_in("province")
    assert refusal(add("lan@example.vn", "--role", "viewer", *both)) == (
        "The role viewer is given with exactly --programme CODE or --province CODE."
    )


@pytest.mark.parametrize("place", sorted(PLACES))
def test_a_place_that_there_is_not_is_refused(add, place):
    role = next(role for role, held in RIGHT if held == place)
    result = add("lan@example.vn", "--role", role, f"--{place}", "NOWHERE")
    assert refusal(result) == f"There is no {place} NOWHERE; check the code."


def test_a_code_in_lower_case_is_the_same_code(add, database):
    assert add("lan@example.vn", "--role", "viewer", "--programme", "p1").exit_code == 0
    assert queries.account_of("lan@example.vn").person().codes(Scope.PROGRAMME) == {"P1"}


def test_who_was_added_signs_in_and_sees_their_place(add, client):
    add("Lan@Example.vn", "--role", "programme-lead", "--programme", "P1", "--name", "Lan")
    signed_in = send(client, "/sign-in", email="lan@example.vn", password=PASSWORD)
    assert signed_in.status_code == 302
    assert [client.get(f"/programmes/{code}").status_code for code in ("P1", "P2")] == [200, 404]


@pytest.mark.parametrize("password", ["", "a" * 14, "a" * 129])
def test_a_password_too_short_or_too_long_is_refused(add, database, password):
    result = add("lan@example.vn", "--role", "administrator", typed=f"{password}\n")
    assert refusal(result) == ("Choose a password of 15 to 128 characters; a sentence is easiest.")
    assert queries.account_of("lan@example.vn") is None


def test_a_password_is_taken_as_it_is_written(add, client):
    spoken = " đo hai lần, cắt một lần "
    add("lan@example.vn", "--role", "administrator", typed=f"{spoken}\r\n")
    signed_in = send(client, "/sign-in", email="lan@example.vn", password=spoken)
    assert signed_in.status_code == 302


def test_a_password_in_another_encoding_is_refused(add):
    result = add("lan@example.vn", "--role", "administrator", typed=b"\xff" * 20)
    assert refusal(result) == "The password is no text in UTF-8; write it so."


def test_the_password_is_asked_for_twice(app, database):
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    result = run(app, "user", "add", "lan@example.vn", "--role", "administrator", typed=typed)
    assert (result.exit_code, PASSWORD in result.output) == (0, False)
    assert queries.account_of("lan@example.vn") is not None


@pytest.mark.parametrize("email", ["lan@example.vn", "LAN@EXAMPLE.VN"])
def test_an_address_is_taken_once(add, email):
    add("lan@example.vn", "--role", "administrator")
    result = add(email, "--role", "administrator")
    assert refusal(result) == f"{email} has an account already."


@pytest.mark.parametrize("email", ["lan", "@", "lan@", "lan @example.vn", "a@" + "b" * 254, ""])
def test_what_is_no_address_is_refused(add, email):
    result = add(email, "--role", "administrator")
    assert refusal(result).endswith("is no e-mail address; write one such as lan@firm.vn.")


def test_a_role_that_there_is_not_is_refused(add):
    assert "'boss' is not one of" in refusal(add("lan@example.vn", "--role", "boss"))


def test_a_very_long_name_is_cut(add, database):
    add("lan@example.vn", "--role", "administrator", "--name", "Lan\u200b " * 100)
    assert len(queries.account_of("lan@example.vn").name) == 200


def test_a_link_is_printed_for_who_cannot_get_in(app, add, client):
    app.config["SITE_URL"] = "https://coach.example.vn"
    add("lan@example.vn", "--role", "administrator")
    result = run(app, "user", "link", "LAN@example.vn")
    assert result.stdout.startswith("https://coach.example.vn/link/")
    link = result.stdout.strip().removeprefix("https://coach.example.vn")
    assert client.get(link).status_code == 200


def test_without_an_account_or_the_address_of_the_site_there_is_no_link(app, database):
    assert "COACHTRACK_SITE_URL" in refusal(run(app, "user", "link", "lan@example.vn"))
    app.config["SITE_URL"] = "https://coach.example.vn"
    assert "has no account" in refusal(run(app, "user", "link", "lan@example.vn"))


def test_a_password_that_anybody_would_try_is_refused(add):
    result = add("lan@example.vn", "--role", "administrator", typed="passwordpassword\n")
    assert refusal(result).startswith("This password is too easy to guess")
