"""The worked examples of docs/method.md are recomputed: what it says is what CoachTrack says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

import pytest

from coachtrack.domain import (
    cohorts,
    compare,
    control_charts,
    oee,
    proportions,
    rates,
    runs,
    scores,
)
from coachtrack.domain.types import (
    Better,
    Definition,
    Kind,
    Plan,
    Reading,
    Result,
    Strength,
    TargetState,
    Verdict,
    Warning,
)
from coachtrack.features.indicators.conclusions import changed_on, conclusion, warning_told
from coachtrack.kit.words import word
from coachtrack.settings import CHECKOUT
from tests.domain.building import AFTER, LATER, PLAN, readings
from tests.pages import english_page

METHOD = (CHECKOUT / "docs" / "method.md").read_text(encoding="utf-8")
PART = re.compile(r"(?:(\d+) × )?(?:\(([^)]*)\)|([^,()]+))(?:, |$)")
#: By which names the document calls the functions of the domain.
CALLS: dict[str, Callable[..., Any]] = {
    name: getattr(module, name)
    for module, names in (
        (proportions, ("wilson", "newcombe", "katz", "sample_size")),
        (runs, ("anhoej_bounds",)),
        (scores, ("score",)),
        (oee, ("oee", "pooled_oee")),
        (control_charts, ("p_chart", "u_chart", "xmr_chart")),
    )
    for name in names
} | {"exact": rates.exact, "rate_ratio": rates.ratio}


def rows(first: str) -> list[list[str]]:
    """The cells of the table whose first heading is this one."""
    lines = METHOD.splitlines()
    (start,) = (n for n, line in enumerate(lines) if line.startswith(f"| {first} |"))
    found = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("| ").split(" | ")])
    return found


def figures(cell: str) -> list[Any]:
    """`2 × (1/20, 3/20), 8.2` is four counted readings and a bare one."""
    found: list[Any] = []
    for times, several, single in PART.findall(cell.strip("`")):
        parts = several.split(", ") if several else [single]
        found += [_figure(part) for part in parts] * int(times or 1)
    return found


def _figure(text: str) -> Any:
    n, _over, d = text.partition("/")
    return (float(n), float(d)) if d else float(n)


def worked(before: str, after: str, besides: str) -> tuple[Result, list[Reading]]:
    """The result of an example, and its readings."""
    said = dict(part.partition(" ")[::2] for part in besides.split("; ")) if besides else {}
    kind = Kind(said.get("kind", "proportion"))
    better = Better(said.get("better", "lower"))
    version = 2 if "counted otherwise after" in besides else 1
    made = readings(figures(before)) if before else []
    made += readings(figures(after), AFTER, version=version) if after else []
    if "later" in said:
        made += readings(figures(said["later"]), LATER)
    if "across" in said:
        across = Reading(PLAN.baseline.end, PLAN.baseline.end + timedelta(2), 20.0, 200.0)
        made.append(across)
    plan: Plan = replace(
        PLAN,
        target=float(said["target"]) if "target" in said else None,
        selection="picked by it" in besides,
        other_change="new machine" in besides,
    )
    factor = 100.0 if kind in (Kind.PROPORTION, Kind.SCORE) else 1.0
    return compare(Definition(kind, better, factor), made, plan), made


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with english_page():
        yield


def codes(table: list[list[str]]) -> list[str]:
    return [row[0].strip("`") for row in table]


@pytest.mark.parametrize("row", rows("verdict"), ids=codes(rows("verdict")))
def test_a_verdict_is_worked_as_it_is_written(row):
    code, before, after, besides, told = row
    result, made = worked(before, after, besides)
    assert (f"`{result.verdict}`", conclusion(result, changed_on(made))) == (code, told)


@pytest.mark.parametrize("row", rows("strength"), ids=codes(rows("strength")))
def test_a_strength_is_worked_as_it_is_written(row):
    code, before, after, besides, told = row
    result, _made = worked(before, after, besides)
    assert (f"`{result.strength}`", word(result.strength)) == (code, told)


@pytest.mark.parametrize("row", rows("warning"), ids=codes(rows("warning")))
def test_a_warning_is_worked_as_it_is_written(row):
    code, before, after, besides, told = row
    result, _made = worked(before, after, besides)
    warning = Warning(code.strip("`"))
    assert warning in result.warnings
    assert warning_told(warning, result) == told


@pytest.mark.parametrize("row", rows("target"), ids=codes(rows("target")))
def test_a_target_is_worked_as_it_is_written(row):
    code, before, after, besides, told = row
    result, _made = worked(before, after, besides)
    reached = "–" if result.target.progress is None else f"{100 * result.target.progress:.0f} %"
    assert (f"`{result.target.state}`", reached) == (code, told)


@pytest.mark.parametrize("row", rows("figure"), ids=codes(rows("figure")))
def test_a_figure_is_worked_as_it_is_written(row):
    _name, call, told = row
    found = eval(call.strip("`"), {"__builtins__": {}}, CALLS)
    assert written(found) == told


@pytest.mark.parametrize("row", rows("average"), ids=codes(rows("average")))
def test_an_average_is_worked_as_it_is_written(row):
    name, told = row
    assert (name, told) in averages()


def averages() -> list[tuple[str, str]]:
    """The averages of the three factories that the document names."""
    (table,) = (rows("factory"),)
    entries = []
    for factory, before, after in table:
        result, _made = worked(f"3 × {before}", f"3 × {after}", "")
        change, sides = result.change, (result.baseline, result.follow_up)
        counted = [n for side in sides for n in (side.numerator, side.denominator)]
        ratio = sides[1].value / sides[0].value
        improvement = change.improvement
        entries.append(
            cohorts.Entry(factory, result.verdict, improvement, ratio, False, None, *counted)
        )
    found = cohorts.summarise(entries, Kind.PROPORTION, Better.LOWER, 100.0)
    shares = {
        "median": found.median,
        "mean of the changes": found.mean,
        "geometric mean of the ratios": 1 - found.geometric_mean_ratio,
        "all pieces together": -found.pooled.relative,
    }
    return [(name, f"{100 * share:.1f} % better") for name, share in shares.items()]


def written(found: Any) -> str:
    """A figure as the document writes it, with at most four places."""
    if isinstance(found, control_charts.ControlChart):
        return (
            f"centre {found.centre[0]:.4f}, from {found.lower[0]:.4f} to {found.upper[0]:.4f},"
            f" beyond: {', '.join(map(str, found.beyond)) or 'none'}"
        )
    if isinstance(found, tuple):
        return f"{found[0]} and {found[1]}"
    if hasattr(found, "low"):
        return f"{found.low:.4f} to {found.high:.4f}"
    return f"{found:.4f}".rstrip("0").rstrip(".")


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("verdict", Verdict),
        ("strength", Strength),
        ("warning", Warning),
        ("target", TargetState),
    ],
)
def test_every_code_has_an_example(heading: str, kind: type[StrEnum]):
    assert codes(rows(heading)) == list(kind)
