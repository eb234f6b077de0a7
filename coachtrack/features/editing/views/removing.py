"""The page that takes something away for good, or says why it stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.editing.removal import Stays
from coachtrack.kit.forms import CONFLICT

Way = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What is to be taken away, and what stands around that."""

    title: str
    #: By which people know it.
    name: str
    #: What it is about, under the title.
    about: Sequence[str]
    way: Way
    #: Where cancelling leads, and where it leads once it is gone.
    back: str
    then: str
    #: What goes with it.
    told: Sequence[str]
    #: Why it stays, asked once it was tried; empty where nothing holds it.
    stays: Callable[[], str]
    #: Where to go instead where it stays: label and address.
    instead: Sequence[tuple[str, str]] = ()
    #: Whether what stands here is invented; None where only some of the site is.
    demo: bool | None = None


def remove(what: Removal, action: Callable[[], Iterable[str] | None]) -> ResponseReturnValue:
    """Ask whether to take it away, and do it; the action may say what came of it besides."""
    status = 200
    if request.method == "POST":
        try:
            besides = action()
        except Stays:
            status = CONFLICT
        else:
            flash(_("Removed: %(name)s.", name=what.name), "saved")
            for sentence in besides or ():
                flash(sentence)
            return redirect(what.then)
    stays = what.stays()
    return render_template("editing/remove.html", what=what, stays=stays, **_ribbon(what)), status


def _ribbon(what: Removal) -> dict[str, bool]:
    return {} if what.demo is None else {"demo_ribbon": what.demo}
