"""What a programme's lead may import: rows of others do not exist, some are not theirs to add."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from coachtrack.features.factories.models import Factory, Organisation
from coachtrack.features.indicators import actions
from coachtrack.features.indicators.models import Measure, Reading
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import Grant, Person, Role, Scope
from tests import factories
from tests.features.exchange.import_books import planned, said, saved, sheets, write

ADMINISTRATOR = "Only an administrator may add or change this. Ask one, or remove the row."
TAKEN = "This code is taken. Choose another one."


def lead_of(*programmes: str) -> Person:
    held = (Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, code) for code in programmes)
    return Person("Lead", grants=tuple(held))


@pytest.fixture
def told():
    return sheets()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "import.xlsx"


@pytest.fixture
def stored(database, told, path):
    """The programmes P1, with rows in all sheets, and P2, with none."""
    saved(write(path, {**told, "Programmes": [*told["Programmes"], {"Code": "P2", "Name": "2"}]}))


class TestOwnProgramme:
    def test_the_same_file_again_changes_nothing(self, stored, told, path):
        plan = planned(write(path, told), person=lead_of("P1"))

        assert said(plan) == []
        assert plan.changes_nothing

    def test_readings_and_factories_are_saved(self, stored, told, path, database):
        told["Readings"].append({**told["Readings"][0], "From": date(2020, 7, 9)})
        told["Factories"].append({"Code": "F2", "Name": "New", "Province": "30"})
        saved(write(path, told), lead_of("P1"))

        assert len(database.scalars(select(Reading)).all()) == 5
        assert database.scalar(select(Programme).where(Programme.code == "P1")).factories == [
            *database.scalars(select(Factory).order_by(Factory.code))
        ]

    def test_programmes_and_definitions_are_the_administrators(self, stored, told, path):
        told["Programmes"].append({"Code": "P3", "Name": "Another"})
        told["Programmes"][0]["Name"] = "Renamed"
        told["Organisations"][0]["Name"] = "Renamed"
        definition = {"Code": "own", "Name": "Own", "Kind": "value", "Unit": "kg"}
        told["Indicators"] = [{**definition, "Better": "lower"}]

        assert said(planned(write(path, told), person=lead_of("P1"))) == [
            f"Programmes!A2–A3: {ADMINISTRATOR}",
            f"Indicators!A2: {ADMINISTRATOR}",
        ]

    def test_an_organisation_is_the_leads_until_others_use_it(self, stored, told, path, database):
        rows = {"Organisations": [{**told["Organisations"][0], "Name": "Renamed"}]}
        assert said(planned(write(path, rows), person=lead_of("P1"))) == []
        used = database.scalars(select(Organisation)).one()
        other = factories.programme("P9")
        other.partners.append(used)
        database.commit()
        (problem,) = said(planned(write(path, rows), person=lead_of("P1")))
        assert problem.startswith("Organisations!A2: Other programmes use this organisation too")

    def test_a_new_factory_must_belong_to_a_programme(self, stored, path):
        rows = {"Factories": [{"Code": "F2", "Name": "New", "Province": "30"}]}

        (problem,) = said(planned(write(path, rows), person=lead_of("P1", "P2")))
        assert problem.startswith("Factories!A2: No engagement says which programme")

    @pytest.mark.parametrize(
        "held",
        [
            Grant(Role.VIEWER, Scope.PROGRAMME, "P1"),
            Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01"),
        ],
    )
    def test_a_new_factory_belongs_to_a_programme_of_theirs(self, stored, told, path, held):
        """The row of another programme may stand there unchanged, but that lists nothing."""
        person = Person("Lead", grants=(*lead_of("P2").grants, held))
        rows = {name: told[name] for name in ("Programmes", "Factories", "Engagements")}
        assert said(planned(write(path, rows), person=person)) == []
        rows["Factories"].append({"Code": "F2", "Name": "New", "Province": "30"})
        (problem,) = said(planned(write(path, rows), person=person))
        assert problem.startswith("Factories!A3: No engagement says which programme")

        added = {"Code": "P1-02", "Programme": "P1", "Factory": "F2"}
        rows["Engagements"].append(added)
        assert said(planned(write(path, rows), person=person)) == [f"Engagements!A3: {NOT_HERE}"]
        del rows["Programmes"]
        added |= {"Code": "P2-01", "Programme": "P2"}
        assert said(planned(write(path, rows), person=person)) == []


class TestForeignProgramme:
    def test_its_rows_do_not_exist(self, stored, told, path):
        rows = {name: told[name] for name in ("Measures", "Readings", "Events", "Visits")}
        sentence = "There is no engagement P1-01. Correct it, or add it to the sheet “Engagements”."

        assert said(planned(write(path, rows), person=lead_of("P2"))) == [
            f"Measures!A2: {sentence}",
            f"Readings!A2–A5: {sentence}",
            f"Events!A2: {sentence}",
            f"Visits!A2: {sentence}",
        ]

    def test_no_name_of_it_is_told(self, stored, told, path, database):
        (measure,) = database.scalars(select(Measure)).all()
        actions.rename_scope(measure, "Secret line")
        database.commit()
        for scope in (told["Measures"][0]["Scope"], "secret  LINE", "Secret lin"):
            rows = [{**told["Readings"][0], "Scope": scope, "Lot": "l1"}]
            plan = planned(write(path, {"Readings": rows}), person=lead_of("P2"))
            assert "Secret line" not in " ".join([*plan.notes, *said(plan)])
            assert len(said(plan)) == 1

    def test_its_codes_are_taken(self, stored, path):
        rows = {
            "Factories": [{"Code": "F1", "Name": "Mine", "Province": "30"}],
            "Engagements": [{"Code": "P1-01", "Programme": "P2", "Factory": "F1"}],
        }

        assert said(planned(write(path, rows), person=lead_of("P2"))) == [
            f"Factories!A2: {TAKEN}",
            f"Engagements!A2: {TAKEN}",
        ]

    def test_seeing_a_factory_is_not_enough_to_coach_it_elsewhere(self, stored, told, path):
        added = {"Code": "P2-09", "Programme": "P2", "Factory": "F1"}
        rows = {"Engagements": [*told["Engagements"], added]}
        viewer = Grant(Role.VIEWER, Scope.PROGRAMME, "P1")
        person = Person("Lead", grants=(*lead_of("P2").grants, viewer))

        assert said(planned(write(path, rows), person=person)) == [f"Engagements!A3: {NOT_HERE}"]

    def test_nothing_is_added_to_it(self, stored, path):
        rows = {"Engagements": [{"Code": "P1-02", "Programme": "P1", "Factory": "F1"}]}

        programme, factory = said(planned(write(path, rows), person=lead_of("P2")))
        assert programme.startswith("Engagements!B2: There is no programme P1.")
        assert factory.startswith("Engagements!C2: There is no factory F1.")


COACH = Person("Coach", grants=(Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01"),))
MANAGER = Person("Manager", grants=(Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1"),))
VIEWER = Person("Viewer", grants=(Grant(Role.VIEWER, Scope.PROGRAMME, "P1"),))
NOT_HERE = "Your role does not allow this here. Ask the lead of the programme."


class TestOneEngagement:
    """What is taken from a person with a role in one engagement, whatever the door."""

    @pytest.fixture
    def added(self, told):
        """One more row of each kind that coaching brings."""
        told["Readings"] = [{**told["Readings"][0], "From": date(2020, 7, 9)}]
        told["Visits"][0]["Date"] = date(2020, 7, 9)
        told["Events"][0]["Date"] = date(2020, 7, 9)
        told["Measures"] = [{**told["Measures"][0], "Scope": "Line 2", "Main": "no"}]
        told["Engagements"][0]["Baseline to"] = date(2020, 7, 30)
        del told["Components"]
        return told

    def test_a_consultant_sets_enters_and_logs(self, stored, added, path):
        assert said(planned(write(path, added), person=COACH)) == []

    def test_a_consultant_does_not_change_what_is_coached(self, stored, told, path):
        told["Engagements"][0]["Factory"] = "F2"
        told["Factories"].append({"Code": "F2", "Name": "New", "Province": "30"})
        problems = said(planned(write(path, told), person=COACH))
        assert f"Engagements!A2: {NOT_HERE}" in problems
        assert f"Factories!A3: {NOT_HERE}" in problems

    def test_who_leads_another_programme_does_not_take_it_there(self, stored, told, path):
        person = Person("Both", grants=(*COACH.grants, *lead_of("P2").grants))
        told["Engagements"][0] |= {"Programme": "P2", "Component": ""}
        told["Programmes"][0] = {"Code": "P2", "Name": "2"}
        problems = said(planned(write(path, told), person=person))
        assert f"Engagements!A2: {NOT_HERE}" in problems

    def test_a_manager_enters_readings_and_nothing_else(self, stored, added, path):
        assert said(planned(write(path, {"Readings": added["Readings"]}), person=MANAGER)) == []
        assert said(planned(write(path, added), person=MANAGER)) == [
            f"Engagements!A2: {NOT_HERE}",
            f"Measures!A2: {NOT_HERE}",
            f"Events!A2: {NOT_HERE}",
            f"Visits!A2: {NOT_HERE}",
        ]

    def test_what_a_manager_enters_is_self_reported(self, stored, added, path):
        (reading,) = added["Readings"]
        reading["Trust"] = "third-party"
        (problem,) = said(planned(write(path, {"Readings": [reading]}), person=MANAGER))
        assert "self-reported" in problem
        assert said(planned(write(path, {"Readings": [reading]}), person=COACH)) == []

    def test_a_viewer_saves_nothing(self, stored, added, path):
        problems = said(planned(write(path, added), person=VIEWER))
        assert {problem.split(": ", 1)[1] for problem in problems} == {NOT_HERE}

    def test_another_engagement_does_not_exist(self, stored, told, path):
        other = Person("Coach", grants=(Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P2-01"),))
        (problem,) = said(planned(write(path, {"Readings": told["Readings"]}), person=other))
        assert problem.startswith("Readings!A2–A5: There is no engagement P1-01.")
