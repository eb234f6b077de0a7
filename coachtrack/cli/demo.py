"""Loading the demo into an empty database."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext
from flask_babel import force_locale
from sqlalchemy import select

from coachtrack.cli.story import hd2020, sheets
from coachtrack.cli.story.consents import decided, told_by_of
from coachtrack.cli.story.people import PEOPLE
from coachtrack.cli.story.signatures import factory_side, sides_of
from coachtrack.extensions import db
from coachtrack.features.accounts import actions
from coachtrack.features.accounts.actions import NewAccount
from coachtrack.features.accounts.demo import DEMO_PASSWORD
from coachtrack.features.accounts.queries import demo_accounts
from coachtrack.features.consents.actions import decide
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.exchange.importing import plan_import
from coachtrack.features.factories.models import Factory
from coachtrack.features.indicators.actions import settle
from coachtrack.features.intake.layout import SHEETS
from coachtrack.features.intake.saving import save
from coachtrack.features.programmes.models import Programme
from coachtrack.features.signing.actions import Signer, sign
from coachtrack.features.signing.page import sections
from coachtrack.kit import times
from coachtrack.kit.cells import Context
from coachtrack.kit.permissions import OPERATOR
from coachtrack.kit.rows import anything_but
from coachtrack.kit.sheets import Sheet
from coachtrack.kit.transactions import Door, writing
from coachtrack.kit.workbooks.writing import Column, WorkbookWriter

#: Tables that every installation has rows in.
REFERENCE = ("province", "indicator", "indicator_version")


@click.command()
@with_appcontext
def demo() -> None:
    """Load the demo into an empty database."""
    if not demo_accounts():
        load()
    click.echo("The demo is loaded: two invented programmes, and figures that others published.")
    click.echo(f"Sign in with the password {DEMO_PASSWORD} as:")
    for person in PEOPLE:
        click.echo(f"  {person.email:<25} {person.role.value}")


def load() -> None:
    """Import the story as a workbook and add its people, everything or nothing."""
    _check_empty()
    today = times.today()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.xlsx"
        _write(path, sheets(today))
        plan = plan_import(path, OPERATOR, Context("en", today))
    if plan.problems:
        raise click.ClickException("\n".join(map(str, plan.problems)))
    with writing(Door.COMMAND):
        _check_empty()
        save(plan)
        for person in PEOPLE:
            account = actions.add_account(
                NewAccount(person.email, person.name, DEMO_PASSWORD, demo=True)
            )
            for held in person.memberships:
                actions.grant(account, held)
        _decide()
        _sign(today)


def _decide() -> None:
    """Let the factories say who may see their figures."""
    for factory in db.session.scalars(select(Factory)):
        if said := decided(factory.code):
            told_by, by = told_by_of(factory.code, factory.name), PEOPLE[0].name
            if not told_by:
                by = factory_side(hd2020.code_of(1), factory.name)
            decide(factory, said, by, told_by)


def _sign(today: date) -> None:
    """Sign the baselines that are over: in 2020 on paper, lately with a password."""
    settle(db.session())
    for programme in db.session.scalars(select(Programme)):
        for engagement in engagements.engagements_of(programme, OPERATOR):
            _sign_baseline(engagement, today)


def _sign_baseline(engagement: Engagement, today: date) -> None:
    section = sections(engagement, today)[0]
    seen = {line.view.measure.id: line.digest for line in section.printed}
    names = sides_of(engagement.code, engagement.factory.name, engagement.team)
    if not seen or not names or engagement.baseline_to is None:
        return
    on = engagement.baseline_to + timedelta(1)
    at = datetime.combine(on, time(9), ZoneInfo(engagement.programme.time_zone))
    on_paper = on if engagement.programme.code == hd2020.CODE else None
    sign(section.part, seen, [Signer(*each, on=on_paper, at=at) for each in names.items()])


def _check_empty() -> None:
    if anything_but(REFERENCE):
        raise click.ClickException(
            "This database holds something already, and invented figures do not belong beside it."
            " Load the demo into an empty one: set COACHTRACK_INSTANCE to a new folder and run"
            " `coachtrack db upgrade` first."
        )


def _write(path: Path, story: dict[str, list[dict[str, object]]]) -> None:
    with force_locale("en"):
        writer = WorkbookWriter("Demo", language="en")
        for sheet in SHEETS:
            rows = (_cells(sheet, row) for row in story[sheet.english])
            writer.sheet(str(sheet.name), _columns(sheet), rows)
        writer.save(path)


def _columns(sheet: Sheet[Any]) -> list[Column]:
    return [Column(str(c.heading), c.cell.kind, c.width) for c in sheet.columns]


def _cells(sheet: Sheet[Any], row: dict[str, object]) -> list[object]:
    return [row[heading] for heading in sheet.headings]
