"""A factory says who may see its figures by name, and that holds at every door."""

from __future__ import annotations

import pytest

from coachtrack.features.consents.actions import Decisions
from coachtrack.features.factories.models import Consent
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.journal.tables import Entry
from coachtrack.kit.permissions import Audience, Grant, Role, Scope
from tests import factories
from tests.editing import errors, fill, standing
from tests.features.exchange.books import taken
from tests.reading import parsed, text_of
from tests.sending import ENGLISH

PAGE = "/factories/F1/consent"
AUDIENCES = {
    "to_province": (Grant(Role.VIEWER, Scope.PROVINCE, "30"), Audience.PROVINCE),
    "to_ministry": (Grant(Role.VIEWER, Scope.PROGRAMME, "P1"), Audience.MINISTRY),
    "to_lead_firm": (
        Grant(Role.VIEWER, Scope.PROGRAMME, "P1", Audience.LEAD_FIRM),
        Audience.LEAD_FIRM,
    ),
}
#: Where a viewer of P1 or of the province could meet the factory.
PLACES = (
    "/factories/F1",
    "/engagements/P1-01",
    "/engagements/P1-01/readings",
    "/engagements/P1-01/visits/",
    "/engagements/P1-01/results.json",
    "/engagements/P1-01/chart.json?indicator=defect-rate",
)
TOLD_ON = (
    "/",
    "/factories/?q=Mười",
    "/engagements/?q=Mười",
    "/find?q=Mười",
    "/find.json?q=Mười",
    "/programmes/P1",
    "/programmes/P1?show=measured",
    "/programmes/P1/results.json",
    "/programmes/P1/chart.json",
)


@pytest.fixture
def place(database):
    """P1 with the factories F1 and F2, both improved."""
    for n, name in ((1, "Nhựa Mười"), (2, "Nhựa Hai")):
        coached = factories.engagement(f"P1-0{n}", at=factories.factory(f"F{n}", name=name))
        figures = {"before": factories.MANY_DEFECTS, "after": factories.FEW_DEFECTS}
        factories.measure(coached, main=True, **figures)
    database.commit()


@pytest.fixture
def manager(sign_in, place):
    return sign_in("thang@example.vn", Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1"))


@pytest.fixture
def lead(sign_in, place):
    return sign_in("huong@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))


def said(client, address):
    return text_of(parsed(client.get(address, headers=ENGLISH).text))


@pytest.mark.parametrize("refused", AUDIENCES)
class TestByName:
    """Each audience meets the factory, and not once it says no to that audience."""

    def test_it_is_there_until_the_factory_says_no(self, sign_in, manager, refused):
        clients = {
            name: sign_in(f"{name}@example.vn", grant) for name, (grant, _) in AUDIENCES.items()
        }
        for client in clients.values():
            assert {client.get(where).status_code for where in PLACES} == {200}
            assert "Nhựa Mười" in client.get("/programmes/P1").text
        answer = fill(manager, PAGE, **{refused: "no"})
        assert answer.location == PAGE
        for name, client in clients.items():
            gone = name == refused
            answered = {client.get(where).status_code for where in PLACES}
            assert answered == ({404} if gone else {200}), name
            for where in TOLD_ON:
                text = client.get(where, headers=ENGLISH).text.replace("?q=Mười", "")
                if gone:
                    assert "Nhựa Mười" not in text, where
                    assert "P1-01" not in text, where

    def test_what_is_shown_adds_up_and_says_what_is_missing(self, sign_in, manager, refused):
        client = sign_in("v@example.vn", AUDIENCES[refused][0])
        fill(manager, PAGE, **{refused: "no"})
        page = said(client, "/programmes/P1")
        for number in ("1 took part", "1 measured", "1 clearly improved"):
            assert number in page
        assert "1 more takes part in the programme and does not show its figures by name" in page
        told = client.get("/programmes/P1/results.json").json
        assert told["withheld"] == 1
        (indicator,) = told["indicators"]
        assert (indicator["started"], indicator["measured"]) == (1, 1)

    def test_the_sheet_is_the_one_that_a_lead_hands_on(self, sign_in, manager, lead, refused):
        fill(manager, PAGE, **{refused: "no"})
        grant, audience = AUDIENCES[refused]
        viewer = sign_in("v@example.vn", grant)
        theirs = taken(viewer, "/programmes/P1/summary.xlsx")
        handed = taken(lead, f"/programmes/P1/summary.xlsx?for={audience}")
        whole = taken(lead, "/programmes/P1/summary.xlsx")
        for one in (theirs, handed):
            everything = _cells(one)
            assert "Nhựa Hai" in everything
            assert "Nhựa Mười" not in everything
            assert any("1 more takes part" in str(cell) for cell in everything)
        assert "Nhựa Mười" in _cells(whole)
        assert any("do not show themselves to: " in str(cell) for cell in _cells(whole))
        assert lead.get("/programmes/P1/summary.xlsx?for=nonsense").status_code == 404
        assert not any("more takes part" in str(cell) for cell in _cells(whole))


def _cells(workbook):
    return [c.value for sheet in workbook for row in sheet.iter_rows() for c in row if c.value]


def test_nobody_else_sees_with_the_eyes_of_others(sign_in, manager):
    """A viewer for the lead firm does not get the ministry's summary by asking for it."""
    fill(manager, PAGE, to_lead_firm="no")
    viewer = sign_in("v@example.vn", AUDIENCES["to_lead_firm"][0])
    for asked in ("ministry", "province", "lead-firm", "nonsense"):
        sheet = taken(viewer, f"/programmes/P1/summary.xlsx?for={asked}")
        assert "Nhựa Mười" not in _cells(sheet)


def test_whoever_works_with_the_figures_sees_them_always(sign_in, manager, lead):
    fill(manager, PAGE, to_province="no", to_ministry="no", to_lead_firm="no", compared="no")
    coach = sign_in("lan@example.vn", Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01"))
    for client in (manager, lead, coach):
        assert client.get("/engagements/P1-01").status_code == 200
    assert "2 took part" in said(lead, "/programmes/P1")
    assert "withheld" not in lead.get("/programmes/P1/results.json").json


def test_one_role_that_shows_it_is_enough(sign_in, manager):
    """Who looks for the ministry and for a lead firm sees what either of them may."""
    fill(manager, PAGE, to_lead_firm="no")
    grants = [AUDIENCES["to_province"][0], AUDIENCES["to_lead_firm"][0]]
    viewer = sign_in("v@example.vn", *grants)
    assert viewer.get("/engagements/P1-01").status_code == 200
    fill(manager, PAGE, to_province="no")
    assert viewer.get("/engagements/P1-01").status_code == 404
    fill(manager, PAGE, to_lead_firm="yes")
    assert viewer.get("/engagements/P1-01").status_code == 200


class TestDeciding:
    """The manager decides; where there is none, the lead writes down who said so."""

    def test_the_manager_reads_who_looks(self, sign_in, manager):
        for name, (grant, _audience) in AUDIENCES.items():
            sign_in(f"{name}@example.vn", grant)
        page = said(manager, PAGE)
        for name in AUDIENCES:
            assert f"Looking on its behalf: {name}@example.vn." in page

    def test_what_was_decided_stands_in_the_form_again(self, manager):
        fill(manager, PAGE, to_ministry="no", compared="yes")
        again = standing(manager.get(PAGE, headers=ENGLISH).text)
        assert [again[n] for n in Decisions._fields] == ["", "no", "", "yes"]
        assert "Decided by thang@example.vn" in said(manager, PAGE)

    def test_a_lead_writes_down_who_said_so(self, lead, database):
        page = fill(lead, PAGE, to_province="no", told_by="\u200b ")
        assert page.status_code == 422
        assert errors(page.text) == {"told_by": "Write who of the factory said so."}
        assert standing(page.text)["to_province"] == "no"
        fill(lead, PAGE, to_province="no", told_by="Bà Lan, phó giám đốc")
        assert database.query(Consent).one().told_by == "Bà Lan, phó giám đốc"
        assert "As told by Bà Lan, phó giám đốc." in said(lead, PAGE)

    def test_a_lead_does_not_decide_for_a_manager(self, lead, manager, database):
        assert "The factory's own manager decides this: thang@example.vn." in said(lead, PAGE)
        token = standing(lead.get("/factories/F1/edit", headers=ENGLISH).text)["csrf_token"]
        sent = {"to_province": "no", "told_by": "x", "seen": "0", "csrf_token": token}
        assert lead.post(PAGE, data=sent).status_code == 403
        assert database.query(Consent).count() == 0

    def test_the_later_of_two_is_told_what_the_first_said(self, manager, sign_in):
        form = manager.get(PAGE, headers=ENGLISH).text
        other = sign_in("hai@example.vn", Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1"))
        fill(other, PAGE, to_ministry="no")
        late = fill(manager, PAGE, page=form, to_province="yes", to_lead_firm="no")
        assert late.status_code == 409
        told = text_of(parsed(late.text))
        assert "hai@example.vn saved something else meanwhile" in told
        assert "The lead firm: not asked yet → no" in told
        assert "The ministry" not in told.partition("Both stand below")[2].partition("By name")[0]
        assert standing(late.text)["to_lead_firm"] == "no"
        assert fill(manager, PAGE, page=late.text).location == PAGE
        kept = standing(manager.get(PAGE).text)
        # What the first refused and the second did not touch stays refused.
        names = ("to_ministry", "to_province", "to_lead_firm")
        assert [kept[name] for name in names] == ["no", "yes", "no"]

    def test_what_is_not_sent_at_all_is_asked_for(self, manager, database):
        fill(manager, PAGE, to_ministry="no")
        fields = standing(manager.get(PAGE, headers=ENGLISH).text)
        del fields["to_ministry"]
        answer = manager.post(PAGE, data=fields, headers=ENGLISH)
        assert answer.status_code == 422
        assert "Choose one of them." in answer.text
        assert database.query(Consent).one().to_ministry is False

    def test_it_stands_in_the_history_of_the_factory(self, manager, database):
        fill(manager, PAGE, to_ministry="no")
        told = said(manager, "/factories/F1/history")
        assert "Who may see the figures" in told
        assert "Shown to the ministry" in told
        entry = database.query(Entry).filter_by(subject="consent").one()
        assert entry.row == "F1"

    def test_the_lead_reads_what_all_of_them_said(self, lead, manager):
        fill(manager, PAGE, to_lead_firm="no", compared="yes")
        page = said(lead, "/programmes/P1/consents")
        assert "Not shown: The lead firm 1." in page
        rows = parsed(lead.get("/programmes/P1/consents?q=hai", headers=ENGLISH).text)
        assert "Nhựa Mười" not in text_of(rows)
        assert "not asked yet" in text_of(rows)
        nothing = said(lead, "/programmes/P1/consents?q=zzz")
        assert "No factory fits “zzz”." in nothing

    def test_a_factory_added_by_mistake_goes_with_what_it_said(self, lead, database):
        added, programme = factories.factory("F9"), database.query(Programme).one()
        programme.factories.append(added)
        database.commit()
        fill(lead, "/factories/F9/consent", to_ministry="no", told_by="Ba")
        assert fill(lead, "/factories/F9/remove").status_code == 302
        assert database.query(Consent).count() == 0


class TestInviting:
    """On whose behalf a viewer looks is said with the role."""

    def test_a_viewer_for_a_lead_firm(self, lead, database, sign_in):
        sign_in("v@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
        listed = lead.get("/people/?q=v@example.vn", headers=ENGLISH).text
        page = parsed(listed)
        handle = next(
            each.get("href").rpartition("/")[2]
            for each in page.iter("a")
            if "v@example.vn" in text_of(each) and "/people/" in each.get("href", "")
        )
        fields = standing(lead.get(f"/people/{handle}", headers=ENGLISH).text)
        sent = {**fields, "role": "viewer:lead-firm", "place": "P1"}
        assert lead.post(f"/people/{handle}/roles", data=sent).status_code == 302
        assert "Viewer for a lead firm · P1" in said(lead, f"/people/{handle}")
        sent = {**fields, "role": "viewer:province", "place": "P1"}
        assert lead.post(f"/people/{handle}/roles", data=sent).status_code == 302
        assert "Viewer for the province · P1" in said(lead, f"/people/{handle}")
        # A province is nobody's but the province's.
        sent = {**fields, "role": "viewer:lead-firm", "place": "30"}
        assert lead.post(f"/people/{handle}/roles", data=sent).status_code == 422
