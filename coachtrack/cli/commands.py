"""The commands of the console script, one line each."""

from __future__ import annotations

from coachtrack.cli.check import check
from coachtrack.cli.demo import demo
from coachtrack.cli.exports import export, summary
from coachtrack.cli.people import user
from coachtrack.cli.results import recompute
from coachtrack.cli.server import secret, serve
from coachtrack.cli.workbooks import import_

ALL = (serve, secret, demo, user, recompute, check, import_, export, summary)
