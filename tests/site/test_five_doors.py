"""One figure, five doors: page, drawing, plotly's figure, Excel summary and JSON say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from werkzeug.test import TestResponse

from tests.checking import CheckingClient
from tests.features.exchange.books import table, taken
from tests.reading import parsed, read

SVG = "{http://www.w3.org/2000/svg}"
ENGLISH = {"Accept-Language": "en"}
PROGRAMME = "/programmes/HD2020"
#: Left out of the figures over all factories, so in no chart.
LEFT_OUT = {f"HD2020-{number:02}" for number in (9, 10, 11, 13, 14)}
#: What the page of an engagement says of months later: the change, and the ends of its interval.
AGAINST_BEFORE = r"Months later against before: (\S+) points \(95 % interval: (\S+) to (\S+)\)"
UNITS = {"%": "\u00a0%", "units/hour": "\u00a0units/hour", "minutes": "\u00a0minutes"}


@dataclass
class Site:
    """What a programme lead finds at the five doors; each is opened once."""

    client: CheckingClient
    summary: dict[str, dict[str, Any]]
    opened: dict[str, TestResponse] = field(default_factory=dict)

    def get(self, address: str) -> TestResponse:
        """What stands at an address in English; opened once."""
        if address not in self.opened:
            self.opened[address] = self.client.get(address, headers=ENGLISH)
        return self.opened[address]

    def result(self, engagement: str) -> dict[str, Any]:
        """The main result in JSON."""
        told = self.get(f"/engagements/{engagement}/results.json").json
        (main,) = (result for result in told["results"] if result["main"])
        return main

    def page(self, indicator: str) -> Element:
        """The programme's dashboard with this indicator."""
        answer = self.get(f"{PROGRAMME}?indicator={indicator}")
        return parsed(answer.text)

    def plotly(self, indicator: str) -> list[dict[str, Any]]:
        """The traces of the main figure."""
        return self.get(f"{PROGRAMME}/chart.json?indicator={indicator}").json["data"]


@pytest.fixture
def site(demo, sign_in) -> Site:
    lead = sign_in("lead@demo.example")
    rows = table(taken(lead, f"{PROGRAMME}/summary.xlsx"), "Results")
    return Site(lead, {row["Engagement"]: row for row in rows if row["Main measure"] == "Yes"})


def shown(value: float, unit: str, step: Decimal) -> str:
    """A figure as people read it in English, rounded as a spreadsheet does."""
    return f"{rounded(value, step):,}{UNITS[unit]}"


def rounded(value: float, step: Decimal) -> Decimal:
    return Decimal(repr(value)).quantize(step, ROUND_HALF_UP)


def step_of(result: dict[str, Any]) -> Decimal:
    """The last digit of a measure's figures: before, after and the change agree as shown."""
    if not result["change"]:
        return Decimal("0.1")
    before, after = result["baseline"]["value"], result["follow_up"]["value"]
    agreeing = (
        step
        for step in map(Decimal, ("0.1", "0.01", "0.001"))
        if rounded(after, step) - rounded(before, step) == rounded(after - before, step)
    )
    return next(agreeing, Decimal("0.1"))


def signed(value: float) -> str:
    """A change as people read it, with one decimal."""
    return f"{rounded(value, Decimal('0.1')):+,}".replace("-", "−").replace("+0.0", "0.0")


def cells_of(page: Element, engagement: str) -> list[str]:
    """The cells of an engagement's row in the table behind the chart."""
    (row,) = (
        row
        for row in page.iter("tr")
        if any(link.get("href") == f"/engagements/{engagement}" for link in row.findall("th/a"))
    )
    return ["".join(cell.itertext()) for cell in row.findall("td")]


def titles_of(page: Element, engagement: str) -> set[str]:
    """What the marks of an engagement say in the drawing."""
    links = page.iter(f"{SVG}a")
    own = (link for link in links if link.get("href") == f"/engagements/{engagement}")
    return {"".join(title.itertext()) for link in own for title in link.iter(f"{SVG}title")}


def plotted(traces: list[dict[str, Any]], name: str, factory: str) -> float:
    (trace,) = (trace for trace in traces if trace["name"] == name)
    places = [n for n, text in enumerate(trace["hovertext"]) if text.startswith(f"{factory}<br>")]
    return trace["x"][places[0]]


def test_every_main_figure_is_the_same_at_every_door(site):
    for engagement, row in site.summary.items():
        result = site.result(engagement)
        sides = (("Before", result["baseline"]), ("After", result["follow_up"]))
        for place, (name, side) in enumerate(sides):
            assert row[name] == (side and side["value"]), engagement
            if side is None:
                continue
            text = shown(side["value"], result["unit"], step_of(result))
            page = site.page(result["indicator"])
            assert cells_of(page, engagement)[place].startswith(text), engagement
            if engagement not in LEFT_OUT:
                mark = f"{row['Factory']} · {name} · {text}"
                assert any(title.startswith(mark) for title in titles_of(page, engagement)), mark
                traces = site.plotly(result["indicator"])
                assert plotted(traces, name, row["Factory"]) == side["value"], engagement


def test_every_change_and_interval_is_the_same_in_sheet_and_json(site):
    for engagement, row in site.summary.items():
        result = site.result(engagement)
        change = result["change"] or {"absolute": None, "relative": None, "interval": None}
        interval = change["interval"] or {"low": None, "high": None}
        assert row["Change"] == change["absolute"], engagement
        relative = interval.get("of") == "ratio"
        ends = (row["Change: low"], row["Change: high"])
        other = (row["Relative change: low"], row["Relative change: high"])
        if relative:
            ends, other = tuple(end + 1 for end in other), ends
        assert ends == pytest.approx((interval["low"], interval["high"])), engagement
        assert other == (None, None), engagement
        # Of what is only remembered, and of few events, none is shown.
        if not {"few-events", "bare-values"} & set(result["warnings"]):
            assert row["Relative change"] == change["relative"], engagement
        dispersion = interval.get("dispersion") if result["kind"] == "proportion" else None
        assert row["Dispersion"] == dispersion, engagement


def test_what_was_measured_again_is_the_same_in_sheet_json_and_on_the_page(site):
    told = {}
    for engagement, row in site.summary.items():
        later = site.result(engagement)["later"]
        names = ("numerator", "denominator", "from", "to")
        given = [row["Measured again"], *(row[f"Measured again: {name}"] for name in names)]
        days = [day and day.date().isoformat() for day in given[3:]]
        side = later or {}
        assert [*given[:3], *days] == [side.get(name) for name in ("value", *names)], engagement
        page = read(site.client, f"/engagements/{engagement}").text
        shown = re.search(AGAINST_BEFORE, page)
        ends = [row[f"Measured again: change{end}"] for end in ("", ", low", ", high")]
        assert bool(shown) == (later is not None) == (ends[0] is not None), engagement
        if shown:
            assert list(shown.groups()) == [signed(end) for end in ends], engagement
            told[engagement] = row["What to know besides"] or ""
            doubt = "not clear that any of the gain lasted"
            assert (doubt in page) == (doubt in told[engagement]) == (ends[1] <= 0 <= ends[2])
    assert len(told) == 4


def test_the_windows_are_the_same_in_the_sheet_and_on_the_page(site):
    for engagement, row in site.summary.items():
        page = read(site.client, f"/engagements/{engagement}").text
        for name, window in (("Baseline", "Baseline window"), ("Follow-up", "Follow-up window")):
            days = [row[f"{name} {end}"] for end in ("from", "to")]
            if all(days) and window in page:
                first, last = (f"{day.day} {day:%b %Y}" for day in days)
                assert f"{window} {first} – {last}" in page, engagement


def test_all_fifteen_factories_are_asked_about(site):
    assert list(site.summary) == [f"HD2020-{number:02}" for number in range(1, 16)]


def test_the_textbook_line_says_its_figures_in_words_too(site):
    page = site.get("/engagements/HD2020-07").text
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))

    assert "21.5 % (301 of 1,400) to 11.1 % (133 of 1,200)" in text
    assert cells_of(site.page("defect-rate"), "HD2020-07")[3] == "−10.4 points"
    assert site.summary["HD2020-07"]["Change"] == pytest.approx(-10.4167, abs=1e-4)


def test_the_figures_over_all_factories_are_the_same_in_sheet_and_json(site):
    told = site.get(f"{PROGRAMME}/results.json").json["indicators"]
    rows = table(taken(site.client, f"{PROGRAMME}/summary.xlsx"), "Over all factories")

    assert [row["Started, with those to come"] for row in rows] == [
        cohort["started"] for cohort in told
    ]
    for row, cohort in zip(rows, told, strict=True):
        assert row["Measured"] == cohort["measured"]
        one = cohort["measured"] == 1
        name = "Improvement of the one factory" if one else "Median improvement"
        assert row[name] == cohort["median_improvement"]
        assert row["Improved"] == cohort["share_improved"]["k"]
        page = read(site.client, f"{PROGRAMME}?indicator={cohort['indicator']}").text
        typical = [row[f"Typical, by ranks{end}"] for end in ("", ": from", ": to")]
        if typical[1] is not None:
            shown = [f"{signed(100 * each)} %" for each in typical]
            assert "typical factory is {} (95 % interval: {} to {})".format(*shown) in page
            p = rounded(100 * row["Probability where nothing changed (p)"], Decimal("0.1"))
            assert f"a probability of {p} %" in page
        else:
            assert "typical factory is" not in page
        if again := row["Measured again: factories"]:
            closing, later = (
                rounded(100 * row[f"Median of these {when}"], Decimal("0.1"))
                for when in ("at closing", "months later")
            )
            assert f"At closing {closing} % " in page
            assert f"{again} measured again Months later {later} %" in page
        if one:
            continue
        # In the JSON the ratio of after to before, in the sheet how far it is from 1.
        ratio = cohort["geometric_mean_ratio"]
        assert abs(row["Geometric mean improvement"]) == pytest.approx(abs(ratio - 1))


def test_every_door_says_whether_the_baseline_is_signed(site):
    said = {}
    for engagement, row in site.summary.items():
        signed = site.result(engagement)["baseline"]["signed"]
        told = row["Signatures"]
        assert told.startswith("Baseline signed") == signed, engagement
        page = read(site.client, f"/engagements/{engagement}")
        assert told in page.text, engagement
        assert told in page.of("chart-note"), engagement
        said[engagement] = signed
    assert [code for code, signed in said.items() if not signed] == ["HD2020-04", "HD2020-07"]
    listed = read(site.client, f"{PROGRAMME}?show=unsigned").text
    assert "Baseline not signed by both sides 2" in listed
