"""Settings of links, mail, proxies and the second factor: read, or refused in a sentence."""

from __future__ import annotations

import pytest

from coachtrack.settings import BadSetting, load


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("SITE_URL", "https://coach.example.vn/", "https://coach.example.vn"),
        ("SITE_URL", "http://10.0.0.7:8000", "http://10.0.0.7:8000"),
        ("PROXIES", "2", 2),
        ("SECOND_FACTOR", "required", "required"),
        ("MAIL_URL", "smtps://a:b@mail.example.vn", "smtps://a:b@mail.example.vn"),
    ],
)
def test_what_is_right_is_read(tmp_path, name, value, read):
    environment = {"COACHTRACK_INSTANCE": str(tmp_path), f"COACHTRACK_{name}": value}
    assert load(environment)[name] == read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "coach.example.vn"),
        ("SITE_URL", "javascript:alert(1)"),
        ("SITE_URL", "https://"),
        ("PROXIES", "-1"),
        ("PROXIES", "many"),
        ("SECOND_FACTOR", "yes"),
        ("MAIL_URL", "mail.example.vn:secret-word@587"),
        ("MAIL_URL", "http://a:secret-word@mail.example.vn"),
    ],
)
def test_what_is_wrong_is_refused_and_no_password_repeated(tmp_path, name, value):
    environment = {"COACHTRACK_INSTANCE": str(tmp_path), f"COACHTRACK_{name}": value}
    with pytest.raises(BadSetting, match=f"COACHTRACK_{name}") as refused:
        load(environment)
    assert "secret-word" not in str(refused.value)
