"""Running a command as on a terminal."""

from __future__ import annotations

from contextvars import Context

from click.testing import CliRunner, Result
from flask import Flask, has_app_context
from flask.cli import ScriptInfo

from coachtrack.app import main
from coachtrack.extensions import db


def run(app: Flask, *words: str, typed: str = "") -> Result:
    """Save what the test has prepared, then run `coachtrack …` in a context of its own."""
    if has_app_context():
        db.session.commit()
    script = ScriptInfo(create_app=lambda: app, set_debug_flag=False)
    return Context().run(CliRunner().invoke, main, words, input=typed, obj=script)


def refusal(result: Result) -> str:
    """What a command that failed says: one sentence, on standard error, and nothing else."""
    assert result.exit_code != 0
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.stdout == ""
    (sentence,) = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert result.stderr.endswith(f"{sentence}\n")
    return sentence.removeprefix("Error: ")
