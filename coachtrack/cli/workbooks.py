"""Importing workbooks from the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from coachtrack.features.exchange.importing import import_workbook, plan_import
from coachtrack.features.intake.saving import IntakePlan, Overtaken
from coachtrack.kit import formats
from coachtrack.kit.permissions import OPERATOR
from coachtrack.kit.transactions import Door
from coachtrack.kit.workbooks.reading import UnusableWorkbook

UNUSABLE, PROBLEMS = 2, 3


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and save nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
@with_appcontext
def import_(file: Path, dry_run: bool, as_json: bool) -> None:
    """Import a workbook: everything in it, or nothing when there are problems."""
    try:
        plan = _import(file, dry_run)
    except UnusableWorkbook as error:
        _end(UNUSABLE, str(error))
    except Overtaken:
        _end(1, _("Others kept changing the same rows. Nothing was saved; import it again."))
    saved = not (plan.problems or dry_run)
    if as_json:
        click.echo(json.dumps(_told(plan, saved), ensure_ascii=False, indent=1))
    else:
        _say(plan, saved)
    if plan.problems:
        sys.exit(PROBLEMS)


def _import(file: Path, dry_run: bool) -> IntakePlan:
    if dry_run:
        return plan_import(file, OPERATOR)
    return import_workbook(file, OPERATOR, Door.WORKBOOK)


def _end(status: int, sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(status)


def _say(plan: IntakePlan, saved: bool) -> None:
    for note in plan.notes:
        click.echo(note, err=True)
    for problem in plan.problems:
        click.echo(problem, err=True)
    if plan.problems:
        total = formats.integer(plan.total)
        click.echo(_("Nothing was saved; cells to put right: %(n)s.", n=total), err=True)
        return
    for sheet in plan.sheets.values():
        click.echo(
            _(
                "%(sheet)s: %(new)s new, %(changed)s changed, %(unchanged)s unchanged",
                sheet=str(sheet.sheet.name),
                new=formats.integer(len(sheet.new)),
                changed=formats.integer(len(sheet.changed)),
                unchanged=formats.integer(sheet.unchanged),
            )
        )
    click.echo(_outcome(plan, saved))


def _outcome(plan: IntakePlan, saved: bool) -> str:
    if not saved:
        return _("Nothing was saved: this was a dry run.")
    if plan.holds_nothing:
        return _("There is nothing to import.")
    if plan.changes_nothing:
        return _("Everything was stored already; nothing had to be changed.")
    return _("Saved.")


def _told(plan: IntakePlan, saved: bool) -> dict[str, Any]:
    """The same for programs."""
    return {
        "saved": saved,
        "problems": [
            {"sheet": p.sheet, "cells": list(p.cells), "count": p.count, "sentence": p.sentence}
            for p in plan.problems
        ],
        "total": plan.total,
        "notes": plan.notes,
        "sheets": {
            each.sheet.english: {
                "new": len(each.new),
                "changed": len(each.changed),
                "unchanged": each.unchanged,
            }
            for each in plan.sheets.values()
        },
    }
