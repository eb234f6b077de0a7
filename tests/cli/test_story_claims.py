"""Published figures keep their wording and get the grade that follows from it."""

from __future__ import annotations

import pytest

from coachtrack.cli.story.claims import claims, grade


def test_all_but_two_published_figures_are_there() -> None:
    rows = claims()
    assert len(rows) == len({row["Code"] for row in rows}) == 78
    assert not {"P077", "P080"} & {row["Code"] for row in rows}


def test_each_has_its_wording_its_source_and_its_address() -> None:
    for row in claims():
        assert row["Metric as printed"]
        assert row["Source"]
        assert str(row["URL"]).startswith("http")


@pytest.mark.parametrize(
    ("evidence", "qualifier", "figures", "expected"),
    [
        ("RCT", "", ("", ""), "A"),
        ("administrative data + propensity score matching", "average", ("", ""), "A"),
        ("press summary of RCT", "", ("", ""), "E"),
        ("company statement", "", ("14", "9"), "D"),
        ("company statement, press", "", ("80", "93"), "D"),
        ("company statement, press", "up to", ("", ""), "E"),
        ("company statement, press", "follow-up is an upper bound (<0.5)", ("1.6", "0.5"), "E"),
        ("self-reported", "", ("", "91"), "E"),
        ("company statement, press", "", ("0", "94"), "D"),
    ],
)
def test_the_grade_follows_from_what_was_printed(
    evidence: str, qualifier: str, figures: tuple[str, str], expected: str
) -> None:
    assert grade(evidence, qualifier, *figures) == expected
