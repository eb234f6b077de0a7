"""The demo is loaded by the same import as any workbook, once and into an empty database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from coachtrack.features.accounts.models import Account
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories.models import Organisation, OrganisationKind
from coachtrack.features.indicators import actions
from coachtrack.features.indicators.models import Measure, StoredResult
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.transactions import Door, writing
from tests.commands import refusal, run

#: Engagement → verdict and strength of its main measure, as the story tells it.
EXPECTED = {
    "HD2020-01": ("improved", "sustained"),
    "HD2020-02": ("improved", "sustained"),
    "HD2020-03": ("improved", "slipped"),
    "HD2020-04": ("improved", "signal"),
    "HD2020-05": ("no-clear-change", "measured"),
    "HD2020-06": ("worse", "measured"),
    "HD2020-07": ("improved", "signal"),
    "HD2020-08": ("improved", "measured"),
    "HD2020-09": ("too-little-data", "claimed"),
    "HD2020-10": ("not-measured", None),
    "HD2020-11": ("not-comparable", None),
    "HD2020-12": ("improved", "measured"),
    "HD2020-13": ("too-little-data", "claimed"),
    "HD2020-14": ("not-measured", None),
    "HD2020-15": ("improved", "partly-sustained"),
}


#: HD2020-07 as /engagements/HD2020-07/results.json gives it, rounded to four decimals.
TEXTBOOK = {
    "indicator": "defect-rate",
    "scope": "Filling line",
    "main": True,
    "kind": "proportion",
    "unit": "%",
    "better": "lower",
    "baseline": {
        "value": 21.5,
        "numerator": 301,
        "denominator": 1400,
        "readings": 28,
        "from": "2020-07-01",
        "to": "2020-07-28",
        "signed": False,
    },
    "follow_up": {
        "value": 11.0833,
        "numerator": 133,
        "denominator": 1200,
        "readings": 24,
        "from": "2020-09-01",
        "to": "2020-09-24",
    },
    "later": None,
    "change": {
        "absolute": -10.4167,
        "relative": -0.4845,
        "improvement": 0.4845,
        "interval": {
            "of": "absolute",
            "low": -13.8803,
            "high": -6.8937,
            "confidence": 0.95,
            "method": "newcombe",
            "dispersion": 1.5612,
        },
    },
    "target": {"value": 10.0, "progress": 0.9058, "state": "on-way"},
    "verdict": "improved",
    "strength": "signal",
    "since": "2020-09-04",
    "confirmed": "2020-09-11",
    "trust": "self-reported",
    "warnings": [],
}


def rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    return round(value, 4) if isinstance(value, float) else value


class TestDemo:
    def test_each_factory_turns_out_as_told(self, demo, database):
        mains = (
            select(Engagement.code, StoredResult.verdict, StoredResult.strength)
            .join(Measure, Measure.engagement_id == Engagement.id)
            .join(StoredResult, StoredResult.measure_id == Measure.id)
            .where(Measure.main, Engagement.code.startswith("HD2020-"))
        )
        assert {code: found for code, *found in database.execute(mains)} == {
            code: list(found) for code, found in EXPECTED.items()
        }

    def test_results_are_what_the_readings_say(self, demo, database):
        assert list(actions.differences()) == []

    def test_the_textbook_samples_give_the_published_figures(self, demo, sign_in):
        client = sign_in("lead@x.example", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "HD2020"))
        told = client.get("/engagements/HD2020-07/results.json").json

        assert rounded(told["results"][0]) == TEXTBOOK
        assert (told["engagement"], told["demo"]) == ("HD2020-07", True)

    def test_its_sign_ins_are_said(self, app):
        said = run(app, "demo")

        assert said.exit_code == 0
        assert "  lead@demo.example         programme-lead\n" in said.output

    def test_once_loaded_it_stays_as_it_is(self, demo, database):
        before = database.scalars(select(StoredResult.computed_at)).all()
        accounts = database.scalars(select(Account.email)).all()
        database.rollback()

        assert run(demo, "demo").exit_code == 0
        assert database.scalars(select(StoredResult.computed_at)).all() == before
        assert database.scalars(select(Account.email)).all() == accounts

    def test_it_does_not_go_beside_anything_else(self, app, database):
        with writing(Door.COMMAND) as session:
            session.add(
                Organisation(
                    code="DN-1", name="Công ty", search_key="", kind=OrganisationKind.ENTERPRISE
                )
            )

        assert refusal(run(app, "demo")).startswith("This database holds something already")
        assert database.scalar(select(func.count(StoredResult.measure_id))) == 0
