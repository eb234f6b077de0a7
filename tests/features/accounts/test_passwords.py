"""Which passwords will do, and what is said of the others."""

from __future__ import annotations

import unicodedata

import pytest

from coachtrack.features.accounts import passwords
from coachtrack.features.accounts.passwords import Objection, objection

ABOUT = ("Trần Thị Lan", "lan.tran@nhua-haiphong.vn", "HD2020-07")


@pytest.mark.parametrize(
    "good",
    [
        "đo hai lần, cắt một lần",
        "correct horse battery staple",
        "839201746502938",
        " spaces count too ",
        "工場の改善は現場から始まる、今日",
        "a" + "jq8m v2kd 77 rt" * 8,
        "Lan buys seven blue umbrellas",
    ],
)
def test_any_characters_will_do(good):
    assert objection(good, ABOUT, second_factor=False) is None


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", Objection.SHORT),
        ("fourteen signs", Objection.SHORT),
        ("x7" * 65, Objection.LONG),
        ("aaaaaaaaaaaaaaaaaaaa", Objection.COMMON),
        ("abcabcabcabcabcabc", Objection.COMMON),
        ("passwordpassword", Objection.COMMON),
        ("123456789123456789", Objection.COMMON),
        ("123456789012345", Objection.COMMON),
        ("1234567890123456", Objection.COMMON),
        ("qwertyuiopasdfgh", Objection.COMMON),
        ("zyxwvutsrq987654", Objection.COMMON),
        ("CoachTrack coachtrack!", Objection.COMMON),
        ("tran thi lan 2026!!", Objection.GUESSED),
        ("nhuahaiphong-hd2020-07", Objection.GUESSED),
        ("CoachTrack12345", Objection.GUESSED),
    ],
)
def test_what_others_would_try_first_will_not(typed, why):
    assert objection(typed, ABOUT, second_factor=False) in {why, Objection.GUESSED}


@pytest.mark.parametrize(
    ("typed", "why"),
    [("x7!kq92z", None), ("x7!kq92", Objection.SHORT), ("football", Objection.COMMON)],
)
def test_with_a_second_factor_it_may_be_shorter(typed, why):
    assert objection(typed, ABOUT, second_factor=True) is why


def test_length_counts_composed_characters():
    typed = unicodedata.normalize("NFD", "ế" * 3 + "ộữ")
    assert len(typed) > 8
    assert objection(typed, (), second_factor=True) is Objection.SHORT


def test_the_list_is_there():
    assert len(passwords.common()) > 3000
    assert {"password", "12345678", "qwertyuiop"} <= passwords.common()
    assert not any(each.startswith("# ") or len(each) < 8 for each in passwords.common())


def test_it_is_hashed_as_strongly_as_is_asked(monkeypatch):
    monkeypatch.undo()
    assert passwords.hashed("đo hai lần, cắt một lần").startswith("scrypt:32768:8:3$")


def test_an_account_without_a_password_is_opened_by_none():
    assert not passwords.fits("", "")
    assert not passwords.fits("", "đo hai lần, cắt một lần")
