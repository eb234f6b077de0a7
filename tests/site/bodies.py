"""What each page that writes takes: a body that succeeds for whoever may send it.

A refusal then is one of rights and never one of what was typed. A page that is not named here
fails tests/site/test_matrix.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests import editing
from tests.sending import ENGLISH
from tests.site.place import address

#: That of everybody in tests, and another one.
PASSWORD, NEW = "a long sentence that tests know", "another sentence that nobody knows"


@dataclass(frozen=True)
class Body:
    """What is typed into a form; the rest is sent as it stands there."""

    typed: Mapping[str, Any] = field(default_factory=dict)
    #: The class of the form on the page; empty: there is none, and only what is typed is sent.
    form: str = "entry"
    #: What stands in the address instead, where the usual rows cannot do it.
    at: Mapping[str, str] = field(default_factory=dict)
    #: What is asked for besides, in place of what the address usually asks for.
    query: str | None = None
    #: The files that are sent, by field: where each is taken from.
    files: Mapping[str, str] = field(default_factory=dict)
    #: Who sees the form, of the matrix.
    by: str = "administrator"
    #: What those who may send it are answered where nothing can be prepared that is taken, by who
    #: asks or for all of them (an empty name), and why.
    answered: Mapping[str, int] = field(default_factory=dict)
    why: str = ""
    #: The page on which the form stands, where it is another one.
    page: str = ""

    def address(self, rule: Rule) -> str:
        """Where it is sent."""
        path, mark, query = address(rule).partition("?")
        path = "/".join(self.at.get(part, part) for part in path.split("/"))
        return path + (mark + query if self.query is None else self.query)

    def fields(self, client: FlaskClient, rule: Rule) -> dict[str, Any]:
        """What is sent besides the token, files as bytes, for a client that may send it."""
        standing: dict[str, Any] = {}
        if self.form:
            answer = client.get(self.page or self.address(rule), headers=ENGLISH)
            assert answer.status_code == 200, f"{self.address(rule)}: {answer.status}"
            standing = editing.standing(answer.text, self.form)
        standing.pop("csrf_token", None)
        files = {name: client.get(taken).data for name, taken in self.files.items()}
        return {**standing, **self.typed, **files}


BODIES: dict[str, Body] = {
    "accounts.end_browser": Body(
        form="", answered={"": 404}, why="each browser has a handle of its own"
    ),
    "accounts.end_other_browsers": Body(form=""),
    # What was stored when the form was opened differs from one person to the next.
    "accounts.rename": Body({"name": "Somebody"}, form=""),
    "accounts.change_password": Body({"old": PASSWORD, "new": NEW, "again": NEW}),
    "accounts.set_up_second_factor": Body(
        {"code": "000000", "password": PASSWORD},
        answered={"": 422},
        why="the code is of this minute",
    ),
    "accounts.renew_recovery_codes": Body({"password": PASSWORD}, form=""),
    "accounts.turn_off_second_factor": Body({"password": PASSWORD}, form=""),
    "members.invite": Body(
        {"name": "Ha", "email": "ha@example.vn", "role": "consultant", "place": "P1-01"}
    ),
    "members.edit": Body({"name": "An Hai"}),
    "members.disable": Body(form=""),
    "members.enable": Body(form=""),
    "members.sign_out": Body(form=""),
    "members.make_link": Body(form=""),
    "members.remove_second_factor": Body(form=""),
    "members.give_role": Body({"role": "viewer", "place": "P1"}, form=""),
    "members.end_role": Body({"held": "consultant:engagement:P1-01"}, form=""),
    "objections.new": Body({"reason": "It was counted twice"}, by="factory-manager"),
    "objections.answer": Body({"outcome": "stands", "answer": "It was not"}),
    "consents.factory": Body({"compared": "yes"}, by="factory-manager"),
    "objections.read": Body(form="", by="factory-manager"),
    "signing.sign": Body(
        {"password": PASSWORD},
        by="factory-manager",
        answered={"consultant": 422},
        why="it is signed for the consultants",
    ),
    "signing.on_paper": Body(form="", answered={"": 422}, why="it is a file that must be read"),
    "signing.reopen": Body({"cause": "mistyped", "reason": "A digit was wrong"}),
    "editing.edit_engagement": Body({"batch": "Batch 7"}),
    "editing.remove_engagement": Body(at={"P1-01": "P1-03"}),
    "editing.new_engagement": Body({"factory": "F1", "code": "P1-77"}, query="?programme=P1"),
    "editing.edit_event": Body({"text": "An old machine"}),
    "editing.withdraw_event": Body({"withdrawn": "It was another factory"}),
    "editing.new_event": Body({"on": "2020-08-01", "kind": "holiday", "text": "A feast"}),
    "editing.edit_measure": Body({"target": "5"}),
    "editing.new_measure": Body({"indicator": "scrap-rate", "scope": "Line 7"}),
    "editing.remove_measure": Body(query="?indicator=rework-rate"),
    "editing.rename_scope": Body({"scope": "Line 8"}),
    "editing.edit_visit": Body({"observations": "It is clean"}),
    "editing.withdraw_visit": Body({"withdrawn": "It was another factory"}),
    "editing.new_visit": Body({"on": "2020-08-02"}),
    "editing.edit_factory": Body({"headcount": "77"}),
    "editing.remove_factory": Body(at={"F1": "F7"}),
    "editing.new_factory": Body(
        {"name": "A new factory", "code": "F77", "province": "30", "programme": "P1"}
    ),
    "editing.edit_indicator": Body({"name": "Rate of defects"}),
    "editing.remove_indicator": Body(at={"defect-rate": "own-rate"}),
    "editing.new_indicator": Body(
        {"name": "Paper used", "code": "paper-used", "unit": "kg", "better": "lower"},
        query="?kind=value",
    ),
    "editing.edit_organisation": Body({"tax_code": "0100100100"}),
    "editing.remove_organisation": Body(),
    "editing.new_organisation": Body({"name": "A new organisation", "code": "O77"}),
    "editing.edit_component": Body({"planned": "11"}),
    "editing.remove_component": Body(),
    "editing.new_component": Body(
        {"name": "Another component", "code": "C77", "year": "2021", "planned": "3"}
    ),
    "editing.edit_programme": Body({"name": "Programme one"}),
    "editing.remove_programme": Body(at={"P1": "P7"}),
    "editing.new_programme": Body({"name": "A new programme", "code": "P77"}),
    "entering.correct": Body({"note": "Seen by two"}, form="one"),
    "entering.withdraw": Body({"withdrawn": "Counted twice"}),
    "entering.enter": Body({"row-5-numerator": "9", "row-5-denominator": "200"}, form="grid"),
    "entering.today": Body({"numerator": "9", "denominator": "200"}, form="one"),
    "exchange.imports": Body(form="", files={"workbook": "/import/template.xlsx"}),
    "exchange.upload": Body(form=""),
    "exchange.save_upload": Body(form=""),
    "exchange.discard_upload": Body(form=""),
    "home.end_tour": Body(form=""),
}
