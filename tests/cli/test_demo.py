"""The demo is loaded by the same import as any workbook, once and into an empty database."""

from __future__ import annotations

from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from coachtrack.features.accounts.models import Account
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories.models import Organisation, OrganisationKind
from coachtrack.features.indicators import actions
from coachtrack.features.indicators.models import Measure, StoredResult
from coachtrack.kit.transactions import Door, writing

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


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


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

        said = run(app, "demo")

        assert said.exit_code == 1
        assert said.output.startswith("Error: This database holds something already")
        assert database.scalar(select(func.count(StoredResult.measure_id))) == 0
