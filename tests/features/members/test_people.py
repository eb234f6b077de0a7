"""The list of people, and what is done about one of them."""

from __future__ import annotations

import pytest

from coachtrack.app import create_app
from coachtrack.extensions import db
from coachtrack.features.accounts import queries
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.columns import now
from coachtrack.kit.journal.rolling import differences
from coachtrack.kit.journal.tables import Action, Door, Entry
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import engines
from tests.conftest import PASSWORD
from tests.editing import fill
from tests.features.members.conftest import ADMINISTRATOR, CONSULTANT, ELSEWHERE, LEAD, MANAGER
from tests.features.members.inviting import choose, link_on
from tests.reading import parsed, read, text_of
from tests.sending import ENGLISH, send


def people_on(client, asked="") -> set[str]:
    page = client.get(f"/people/{asked}", headers={"Accept-Language": "en"}).text
    return {
        line.split("@")[0].rpartition(">")[2]
        for line in page.splitlines()
        if 'class="under">' in line and "@" in line
        for line in [line[line.index('class="under">') :]]
    }


def named(held: Grant) -> str:
    return f"{held.role}:{held.scope}:{held.code}"


def act(client, account, what, **fields):
    return send(client, f"/people/{account.handle}/{what}", page="/people/", **fields)


@pytest.fixture
def everybody(known):
    """A consultant of P1, one of P2, the manager of F1, and one without a role."""
    return {
        "ha": known("ha@example.vn", CONSULTANT),
        "kim": known("kim@example.vn", ELSEWHERE),
        "thang": known("thang@example.vn", MANAGER, password=None),
        "vu": known("vu@example.vn"),
    }


def test_a_lead_sees_the_people_of_their_programmes(lead, everybody):
    assert people_on(lead) == {"lead", "ha", "thang"}


def test_an_administrator_sees_everybody(admin, everybody):
    assert people_on(admin) == {"admin", *everybody}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?q=tha", {"thang"}),
        ("?q=kim%40example", {"kim"}),
        ("?role=consultant", {"ha", "kim"}),
        ("?state=invited", {"thang"}),
        ("?state=active&role=consultant", {"ha", "kim"}),
        ("?state=disabled", set()),
        ("?q=zz", set()),
        ("?role=boss&state=nowhere", set()),
        ("?q=%00", None),
    ],
)
def test_they_are_found(admin, everybody, asked, found):
    if found is None:
        assert admin.get(f"/people/{asked}").status_code == 400
    else:
        assert people_on(admin, asked) == found


def test_a_search_finds_nobody_elsewhere(lead, everybody):
    assert people_on(lead, "?q=kim") == set()
    assert "Nobody fits “kim”." in read(lead, "/people/?q=kim").text


def test_many_are_paged(app, admin, everybody):
    app.config["PAGE_ROWS"] = 2
    first = read(admin, "/people/")
    (following,) = [url for label, url in first.links().items() if label.startswith("Next")]
    assert people_on(admin, following.partition("#")[0]).isdisjoint(people_on(admin))


def test_of_a_person_a_lead_sees_the_roles_of_their_programmes(lead, known):
    account = known("ha@example.vn", CONSULTANT, ELSEWHERE)
    page = lead.get(f"/people/{account.handle}").text
    assert "P1-01" in page
    assert "P2-01" not in page


def test_when_somebody_comes_is_told_where_all_their_roles_are_theirs(lead, admin, known):
    """Giving a role to any address does not tell when its owner is at work elsewhere."""
    both, here = known("ha@example.vn", CONSULTANT, ELSEWHERE), known("an@example.vn", CONSULTANT)
    told = {client: read(client, "/people/").text.count("not seen yet") for client in (lead, admin)}
    assert told == {lead: 1, admin: 2}
    for account, seen in ((both, False), (here, True)):
        assert ("not seen yet" in read(lead, f"/people/{account.handle}").text) == seen


def test_who_is_not_theirs_is_not_there(lead, everybody):
    kim = everybody["kim"]
    assert lead.get(f"/people/{kim.handle}").status_code == 404
    assert act(lead, kim, "link").status_code == 404
    assert act(lead, kim, "roles", role="viewer", place="P1").status_code == 404
    assert act(lead, kim, "roles/end", held=named(ELSEWHERE)).status_code == 404


def test_a_handle_is_no_number(everybody):
    handles = {account.handle for account in everybody.values()}
    assert {len(handle) for handle in handles} == {20}
    assert len(handles) == len(everybody)


def test_a_role_counts_with_the_next_click_and_ends_with_it(app, lead, everybody, sign_in):
    ha = everybody["ha"]
    browser = sign_in("ha@example.vn")
    given = act(lead, ha, "roles", role="viewer", place="P1")
    assert (given.status_code, browser.get("/programmes/P1").status_code) == (302, 200)
    viewer = Grant(Role.VIEWER, Scope.PROGRAMME, "P1")
    assert act(lead, ha, "roles/end", held=named(viewer)).status_code == 302
    assert browser.get("/programmes/P1").status_code == 404


def test_it_ends_in_another_process_too(app, admin, everybody, engine_url, tmp_path, sign_in):
    other = create_app(engines.settings(engine_url, tmp_path))
    elsewhere = other.test_client()
    elsewhere.set_cookie("session", sign_in("ha@example.vn").get_cookie("session").value)
    assert elsewhere.get("/engagements/P1-01").status_code == 200
    act(admin, everybody["ha"], "roles/end", held=named(CONSULTANT))
    assert elsewhere.get("/engagements/P1-01").status_code == 404
    act(admin, everybody["ha"], "disable")
    assert elsewhere.get("/account").status_code == 302
    with other.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("held", [named(ELSEWHERE), "consultant", "", named(ADMINISTRATOR)])
def test_a_lead_ends_no_role_elsewhere(lead, known, held):
    account = known("ha@example.vn", CONSULTANT, ELSEWHERE)
    assert act(lead, account, "roles/end", held=held).status_code == 404
    assert len(queries.account_of("ha@example.vn").memberships) == 2


def test_a_role_cannot_be_given_elsewhere(lead, everybody):
    answer = act(lead, everybody["ha"], "roles", role="consultant", place="P2-01")
    assert (answer.status_code, "cannot be given there" in answer.text) == (422, True)


def test_nobody_ends_their_own_right_to_give_roles(lead, admin):
    own = queries.account_of("lead@example.vn")
    act(lead, own, "roles/end", held=named(LEAD))
    assert "Nobody ends their own right" in read(lead, f"/people/{own.handle}").text
    own = queries.account_of("admin@example.vn")
    act(admin, own, "roles/end", held=named(ADMINISTRATOR))
    act(admin, own, "disable")
    assert admin.get("/people/").status_code == 200


def test_one_administrator_stays_who_can_sign_in(admin, known, sign_in):
    other = known("boss@example.vn", ADMINISTRATOR)
    known("new@example.vn", ADMINISTRATOR, password=None)
    boss = sign_in("boss@example.vn")
    act(admin, other, "roles/end", held=named(ADMINISTRATOR))
    assert boss.get("/people/").status_code == 403
    queries.account_of("admin@example.vn").disabled_at = now()
    assert len(queries.administrators()) == 1


def test_an_administrator_shuts_somebody_out_and_lets_them_in(app, admin, everybody, sign_in):
    browser = sign_in("ha@example.vn")
    act(admin, everybody["ha"], "disable")
    assert browser.get("/").status_code == 302
    guest = app.test_client()
    entered = send(guest, "/sign-in", email="ha@example.vn", password=PASSWORD)
    assert entered.status_code == 401
    assert "Shut out" in read(admin, "/people/").text
    act(admin, everybody["ha"], "enable")
    entered = send(guest, "/sign-in", email="ha@example.vn", password=PASSWORD)
    assert entered.status_code == 302


@pytest.mark.parametrize("what", ["disable", "enable", "sign-out", "second-factor/off"])
def test_a_lead_may_not(lead, everybody, what):
    assert act(lead, everybody["ha"], what).status_code == 403
    assert lead.get(f"/people/{everybody['ha'].handle}/edit").status_code == 403


def test_an_administrator_signs_somebody_out_everywhere(admin, everybody, sign_in):
    browser = sign_in("ha@example.vn")
    act(admin, everybody["ha"], "sign-out")
    assert browser.get("/").status_code == 302


def test_a_lead_makes_a_new_link_where_all_that_it_opens_is_theirs(app, lead, everybody):
    link = link_on(act(lead, everybody["ha"], "link"))
    choose(app.test_client(), link)
    entered = send(app.test_client(), "/sign-in", email="ha@example.vn", password=PASSWORD)
    assert entered.status_code == 401
    choose(app.test_client(), link_on(act(lead, everybody["thang"], "link")))
    assert not queries.account_of("thang@example.vn").invited


def test_the_journal_has_who_made_a_link_and_that_it_was_used(app, lead, everybody, database):
    account = everybody["ha"]
    link = link_on(act(lead, account, "link"))
    choose(app.test_client(), link)
    noted = [
        (entry.changes, entry.write.email, entry.write.door)
        for entry in database.query(Entry).filter_by(subject="account", row="ha@example.vn")
        if entry.action == Action.CHANGED
    ]
    nothing = "[null,null]"
    assert noted == [
        (f'{{"link":{nothing}}}', "lead@example.vn", Door.FORM),
        (f'{{"password_hash":{nothing}}}', "lead@example.vn", Door.LINK),
    ]
    assert list(differences()) == []


def test_an_administrator_reads_it(app, lead, admin, everybody):
    choose(app.test_client(), link_on(act(lead, everybody["ha"], "link")))
    told = read(admin, "/history?subject=account").text
    assert "Link to choose a password: made" in told
    assert "lead@example.vn Link that they made or asked for" in told


@pytest.mark.parametrize(
    "more", [ELSEWHERE, ADMINISTRATOR, Grant(Role.VIEWER, Scope.PROVINCE, "30")]
)
def test_who_holds_roles_elsewhere_gets_it_from_an_administrator(app, lead, admin, known, more):
    account = known("ha@example.vn", CONSULTANT, more)
    assert act(lead, account, "link").status_code == 403
    assert (
        "Ask a system administrator for a new link"
        in lead.get(f"/people/{account.handle}", headers={"Accept-Language": "en"}).text
    )
    link_on(act(admin, account, "link"))


def test_so_does_the_manager_of_a_factory_that_another_programme_lists(lead, known, database):
    account = known("thang@example.vn", MANAGER)
    link_on(act(lead, account, "link"))
    one, two = (database.query(Programme).filter_by(code=code).one() for code in ("P1", "P2"))
    two.factories.append(one.factories[0])
    assert act(lead, account, "link").status_code == 403


def test_a_lost_second_factor_ends_the_password_too(app, admin, everybody, database, outbox):
    ha = everybody["ha"]
    ha.second_factor = "JBSWY3DPEHPK3PXP"
    act(admin, ha, "second-factor/off")
    database.expire_all()
    assert (ha.second_factor, ha.invited) == ("", True)
    (told,) = (each for each in outbox() if each["To"] == "ha@example.vn")
    assert "It is off now." in told.get_content()
    choose(app.test_client(), link_on(act(admin, ha, "link")))


def test_nobody_turns_their_own_off_there(admin, database):
    """The password goes with it, and the last administrator could not get in again."""
    own = queries.account_of("admin@example.vn")
    own.second_factor = "JBSWY3DPEHPK3PXP"
    assert "Turn the second factor off" not in read(admin, f"/people/{own.handle}").text
    act(admin, own, "second-factor/off")
    assert "Turn your own second factor off" in read(admin, f"/people/{own.handle}").text
    database.expire_all()
    assert (own.invited, own.second_factor) == (False, "JBSWY3DPEHPK3PXP")


def test_where_there_is_none_the_password_stays(admin, everybody, database):
    ha = everybody["ha"]
    act(admin, ha, "second-factor/off")
    assert "has no second factor" in read(admin, f"/people/{ha.handle}").text
    database.expire_all()
    assert not ha.invited


def test_one_administrator_with_a_password_stays(admin, known, database):
    """Two who take each other's second factor away at one moment: the second is refused."""
    boss = known("boss@example.vn", ADMINISTRATOR)
    boss.second_factor = "JBSWY3DPEHPK3PXP"
    queries.account_of("admin@example.vn").password_hash = ""
    act(admin, boss, "second-factor/off")
    assert "This is the last administrator" in read(admin, f"/people/{boss.handle}").text
    database.expire_all()
    assert not boss.invited


def test_where_no_link_can_be_shown_the_one_of_before_stays_good(app, lead, everybody, monkeypatch):
    link = link_on(act(lead, everybody["thang"], "link"))
    monkeypatch.setattr("coachtrack.kit.sites.is_local", lambda _host: False)
    assert "COACHTRACK_SITE_URL" in act(lead, everybody["thang"], "link").text
    monkeypatch.undo()
    assert app.test_client().get(link).status_code == 200


def test_of_two_who_edit_one_person_the_later_sees_both_versions(admin, known, sign_in, database):
    account = known("an@example.vn")
    address = f"/people/{account.handle}/edit"
    page = admin.get(address, headers=ENGLISH).text
    other = sign_in("other@example.vn", ADMINISTRATOR)
    assert fill(other, address, name="An Nguyễn", email="an1@example.vn").status_code == 302
    answer = fill(admin, address, page=page, email="an2@example.vn")
    told = text_of(parsed(answer.text))
    assert answer.status_code == 409
    assert "E-mail address an1@example.vn an2@example.vn" in told
    assert "What you did not touch shows what is stored now: Name: An Nguyễn." in told
    assert fill(admin, address, page=answer.text).status_code == 302
    database.expire_all()
    assert (account.name, account.email) == ("An Nguyễn", "an2@example.vn")


def test_who_saves_the_same_is_not_kept_waiting(admin, known, sign_in):
    account = known("an@example.vn")
    address = f"/people/{account.handle}/edit"
    page = admin.get(address, headers=ENGLISH).text
    other = sign_in("other@example.vn", ADMINISTRATOR)
    assert fill(other, address, name="An Nguyễn").status_code == 302
    assert fill(admin, address, page=page, name="An Nguyễn").status_code == 302


def edit(client, account, **fields):
    address = f"/people/{account.handle}/edit"
    return send(client, address, page=address, **{"name": "Hà", "email": account.email, **fields})


def test_an_address_is_changed_and_voids_what_was_sent(app, admin, everybody, outbox):
    link = link_on(act(admin, everybody["thang"], "link"))
    assert edit(admin, everybody["thang"], email="Thang@New.vn").status_code == 302
    assert queries.account_of("thang@new.vn").name == "Hà"
    assert app.test_client().get(link).status_code == 404
    (told,) = (each for each in outbox() if each["To"] == "thang@example.vn")
    assert "From now on you sign in to CoachTrack as thang@new.vn." in told.get_content()


@pytest.mark.parametrize("email", ["ha@example.vn", "HA@example.vn\u200b", "no address"])
def test_an_address_of_another_or_none_is_refused(admin, everybody, email):
    answer = edit(admin, everybody["thang"], email=email)
    assert answer.status_code == 422
    assert queries.account_of("thang@example.vn") is not None


def test_a_field_that_is_not_asked_for_changes_nothing(admin, everybody, database):
    ha = everybody["ha"]
    more = {"password_hash": "x", "demo": "1", "disabled_at": "2020-01-01", "handle": "a"}
    before = (ha.password_hash, ha.demo, ha.disabled_at, ha.handle)
    edit(admin, ha, **more)
    database.expire_all()
    assert (ha.password_hash, ha.demo, ha.disabled_at, ha.handle) == before
