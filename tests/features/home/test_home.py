"""Home: what this person has to do next, by role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from coachtrack.domain.types import Trust
from coachtrack.features.engagements.models import Stage
from coachtrack.features.indicators.models import Reading
from coachtrack.features.signing.models import Part, Party
from coachtrack.kit.columns import now
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.times import today_in
from tests import factories
from tests.editing import standing
from tests.reading import parsed, read
from tests.sending import ENGLISH
from tests.site.place import PEOPLE, settle


def test_a_lead_sees_programmes_and_what_needs_doing(demo, sign_in):
    page = read(sign_in("lead@demo.example"), "/")
    assert "Took part 15 Measured before and after 10 Clearly improved 8" in page.text
    assert "Measure after the improvement: due since 26 Dec 2020." in page.of("task")
    assert page.links()["All 7"] == "/programmes/HD2020?show=to-do#list"


def test_an_administrator_sees_what_needs_doing_in_all_programmes(demo, sign_in):
    page = read(sign_in("admin@demo.example"), "/")
    links = set(page.links().values())
    for code in ("HD2020", "BN-MAU"):
        assert f"/programmes/{code}?show=to-do#list" in links
    assert page.text.count("What needs doing, by person") == 2
    # Who only reads sees how many they are.
    text = read(sign_in("viewer@demo.example"), "/").text
    assert "Need something done" in text
    assert "What needs doing, by person" not in text


def test_what_a_finished_programme_left_open_is_folded(demo, sign_in):
    page = read(sign_in("lead@demo.example"), "/")
    (summary,) = [told for told in page.of("fold") if told.startswith("What was left open")]
    assert summary.startswith("What was left open: 7")
    assert "Lắp ráp Đồng Xanh (giả định)" in summary
    assert "Bao bì Tiên Dung (giả định)" not in summary


def test_a_lead_sees_who_has_what_to_do(demo, sign_in):
    page = read(sign_in("lead@demo.example"), "/")
    load = page.part_labelled("Ngô Thế Dũng (giả định)")
    assert load.startswith("Ngô Thế Dũng (giả định) 3 Bao bì Tiên Dung (giả định) Measure again")
    assert "Overdue: 3" in load
    assert "Choose one to three indicators to track." in load


def test_at_most_five_stand_for_a_person_and_a_list_has_all(database, sign_in):
    for n in range(1, 8):
        waiting = {"stage": Stage.BASELINE, "team": ("An",) if n < 7 else ()}
        factories.engagement(f"P1-{n:02}", **waiting)
    lead = sign_in("lan@example.vn", *PEOPLE["programme-lead"])
    page = read(lead, "/")
    assert page.part_labelled("An").count("Coaching ended on 30 Sep 2020") == 5
    assert page.part_labelled("Nobody named").count("Coaching ended on 30 Sep 2020") == 1
    all_of_an = page.links()["All 6 of this person"]
    assert all_of_an == "/programmes/P1?show=to-do&who=An#list"
    listed = read(lead, all_of_an)
    assert [row[0][:5] for row in listed.rows("list-title")] == ["Facto"] * 6
    assert "nobody named 1" in listed.of("chip")
    nobody = next(url for told, url in listed.links().items() if told == "nobody named 1")
    assert len(read(lead, f"/programmes/P1{nobody}").rows("list-title")) == 1


def test_a_consultant_sees_what_waits_first_and_what_comes_next(demo, sign_in):
    page = read(sign_in("consultant@demo.example"), "/")
    coached = [url for url in page.links().values() if url.startswith("/engagements/")]
    shown = [url for url in coached if url.count("/") == 2 and len(url) > len("/engagements/")]
    assert len(shown) == 10
    assert shown[0] == "/engagements/BN-MAU-05"
    assert any(told.startswith("The baseline has 5 of 12 readings.") for told in page.of("task"))
    assert "Week 7 of 12 Enter this week's figures: the last ones are of" in page.text
    assert "Next: the visit on" in page.text
    assert page.links()["Enter readings"] == "/engagements/BN-MAU-04/readings/enter"
    assert page.links()["Log a visit"] == "/engagements/BN-MAU-04/visits/new"
    assert "Closed 2 · Complete 2" in page.text


def test_what_is_overdue_says_so_in_a_word(database, sign_in):
    factories.engagement("P1-01", stage=Stage.EVALUATION)
    page = read(sign_in("lan@example.vn", *PEOPLE["consultant"]), "/")
    assert page.of("badge")[0].startswith("Overdue: ")


def test_many_engagements_fold_away(database, sign_in):
    codes = [f"P1-{n:02}" for n in range(1, 16)]
    for code in codes:
        factories.engagement(code, stage=Stage.PLAN)
    grants = [Grant(Role.CONSULTANT, Scope.ENGAGEMENT, code) for code in codes]
    page = read(sign_in("lan@example.vn", *grants), "/")
    assert "The other 3" in page.text
    assert all(f"/engagements/{code}" in page.links().values() for code in codes)


def test_several_roles_stand_one_below_the_other(database, sign_in):
    settle()
    client = sign_in("lan@example.vn", *PEOPLE["programme-lead"], *PEOPLE["consultant"])
    text = read(client, "/").text
    assert text.index("The engagements I coach") < text.index("Programme P1")


@pytest.mark.parametrize(
    ("role", "told"),
    [
        (Grant(Role.ADMINISTRATOR, Scope.EVERYTHING), "Add a programme Import a workbook"),
        (Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P9"), "Your programme is not here yet."),
        (Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P9-01"), "No engagement is yours yet."),
        (Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F9"), "Your factory takes part in no"),
        (Grant(Role.VIEWER, Scope.PROVINCE, "30"), "There is no programme for you to read yet."),
    ],
)
def test_where_there_is_nothing_each_role_reads_what_to_do_first(database, sign_in, role, told):
    assert told in read(sign_in("lan@example.vn", role), "/").text


def test_a_viewer_is_not_told_what_others_have_to_do(demo, sign_in):
    assert read(sign_in("viewer@demo.example"), "/").of("task") == []


def test_a_factory_manager_sees_the_main_measure_first(demo, sign_in):
    page = read(sign_in("factory@demo.example"), "/")
    assert (
        "Defect rate · Xưởng ép Improved Sustained for at least 3 months Before 8.3 %" in page.text
    )
    assert page.part("tally-title") == "3 measures Better 3 Unclear 0 Worse 0"
    assert "No other factory sees them by name." in page.text
    assert "Programmes" not in page.links()
    assert "Sọ Dừa" not in page.text


def test_a_viewer_sees_the_programmes_at_work_in_the_province(demo, sign_in):
    text = read(sign_in("viewer@demo.example"), "/").text
    assert "HD2020" in text
    assert "BN-MAU" not in text


def test_somebody_without_a_role_is_told_whom_to_ask(database, sign_in):
    page = read(sign_in("lan@example.vn"), "/")
    assert "There is nothing for you here yet." in page.text


@pytest.mark.parametrize("address", ["/", "/engagements/", "/factories/", "/programmes/", "/nix"])
def test_the_ribbon_stands_on_every_page_of_a_demo(demo, sign_in, address):
    html = sign_in("lead@demo.example").get(address, headers={"Accept-Language": "en"}).text
    assert "INVENTED DATA" in html


def test_the_ribbon_stands_where_one_signs_in_but_not_on_published_figures(demo, sign_in, client):
    assert "INVENTED DATA" in read(client, "/sign-in").text
    assert "INVENTED DATA" not in read(sign_in("lead@demo.example"), "/claims/").text


def test_no_ribbon_stands_where_nothing_is_invented(database, sign_in):
    assert "INVENTED DATA" not in read(sign_in("lan@example.vn"), "/").text


TODAY = today_in("Asia/Ho_Chi_Minh")


def running(**fields):
    """An engagement half way, at F1."""
    dates = {"start_on": TODAY - timedelta(40), "end_on": TODAY + timedelta(40)}
    windows = {
        "baseline_from": TODAY - timedelta(60),
        "baseline_to": TODAY - timedelta(41),
        "follow_up_from": TODAY + timedelta(20),
        "follow_up_to": TODAY + timedelta(40),
    }
    at = factories.factory("F1")
    return factories.engagement(at=at, **{"stage": Stage.IMPROVEMENT, **dates, **windows, **fields})


def test_a_running_engagement_in_which_nothing_waits_says_what_goes_on(database, sign_in):
    coached = running()
    measure = factories.measure(coached, main=True, target=5.0)
    seen = {"trust": Trust.SEEN}
    factories.readings(measure, factories.MANY_DEFECTS, coached.baseline_from, **seen)
    factories.readings(measure, [(9, 200)], TODAY - timedelta(8), **seen)
    visited = {"agreed": "Gauge", "next_on": TODAY + timedelta(3)}
    factories.visit(coached, TODAY - timedelta(5), **visited)
    factories.signed(measure)
    consultant = sign_in("lan@example.vn", *PEOPLE["consultant"])
    (task,) = read(consultant, "/").of("task")
    assert task.startswith("Enter this week's figures: the last ones are of ")
    factories.readings(measure, [(9, 200)], TODAY, **seen)
    (task,) = read(consultant, "/").of("task")
    assert task.startswith("See to what was agreed on ")


def test_measures_without_figures_are_something_to_do_and_shown_with_their_target(
    database, sign_in
):
    coached = running()
    factories.measure(coached, main=True, before=factories.MANY_DEFECTS, target=5.0)
    factories.measure(coached, "5s-score", target=70)
    waits = "1 other measure has no figures yet."
    consultant = sign_in("lan@example.vn", *PEOPLE["consultant"])
    links = read(consultant, "/engagements/P1-01").links()
    assert links[waits] == "/engagements/P1-01#others-title"
    lead = sign_in("hoa@example.vn", *PEOPLE["programme-lead"])
    assert waits in read(lead, "/engagements/P1-01").of("missing")[0]
    assert "5S score Not measured yet · Target: 70 %" in read(lead, "/engagements/P1-01").text
    page = read(sign_in("ha@example.vn", *PEOPLE["factory-manager"]), "/")
    assert "5S score Not measured yet · Target: 70 % Enter readings" in page.part("tally-title")
    assert "Better 0 Unclear 1 Worse 0" in page.part("tally-title")


def test_once_todays_figures_are_in_the_page_says_them(database, sign_in):
    measure = factories.measure(running(), main=True, before=factories.MANY_DEFECTS)
    manager = sign_in("lan@example.vn", *PEOPLE["factory-manager"])
    assert read(manager, "/").links()["Enter today's figures"]
    factories.readings(measure, [(9, 180)], TODAY)
    page = read(manager, "/")
    assert page.of("in-already") == ["Today's figures are in: 9 of 180. Change them"]
    assert "Enter today's figures" not in page.links()
    # Another shift may still come.
    database.scalars(select(Reading).where(Reading.from_on == TODAY)).one().lot = "A"
    page = read(manager, "/")
    assert page.of("in-already") == ["Today's figures are in: A: 9 of 180. Change them"]
    assert page.links()["Enter today's figures"]


def test_a_manager_is_asked_for_the_week_where_weeks_are_counted(database, sign_in):
    measure = factories.measure(running(), main=True, before=factories.MANY_DEFECTS)
    (row,) = factories.readings(measure, [(9, 180)], TODAY - timedelta(20))
    row.to_on = row.from_on + timedelta(6)
    database.flush()
    links = read(sign_in("lan@example.vn", *PEOPLE["factory-manager"]), "/").links()
    assert links["Enter the week"].startswith("/engagements/P1-01/readings/enter")
    assert "Enter today's figures" not in links


def test_todays_figures_that_were_checked_are_not_offered_to_be_changed(database, sign_in):
    measure = factories.measure(running(team=("Hoa",)), main=True, before=factories.MANY_DEFECTS)
    factories.readings(measure, [(9, 180)], TODAY, trust=Trust.SEEN)
    manager = sign_in("lan@example.vn", *PEOPLE["factory-manager"])
    said = "Today's figures are in: 9 of 180. Checked by the consultant. Ask Hoa to correct it."
    assert read(manager, "/").of("in-already") == [said]


def test_a_manager_reads_what_was_agreed_and_what_the_stage_means(demo, sign_in):
    page = read(sign_in("factory@demo.example"), "/")
    assert "Coaching is complete, 26 Sep 2020" in page.text
    agreed = page.part("agreed-title")
    assert agreed.startswith("Agreed at the last visit, 20 Apr 2021 Nhân rộng phiếu thông số")


def test_the_figure_of_now_says_of_when_it_is_and_how_it_was_verified(demo, sign_in):
    page = read(sign_in("factory@demo.example"), "/")
    assert "Months later 4.8 % 360 of 7,500 22 Mar – 17 Apr 2021" in page.text


def test_who_only_reads_is_not_promised_something_to_do(demo, sign_in):
    assert "Programmes at a glance" in read(sign_in("viewer@demo.example"), "/").text
    assert "What comes next" in read(sign_in("lead@demo.example"), "/").text


def test_the_foot_says_in_full_who_is_signed_in(demo, sign_in):
    page = read(sign_in("consultant@demo.example"), "/")
    assert page.of("signed-in") == ["Signed in: Phạm Thu Hà (giả định)"]


def test_the_chart_of_a_manager_is_enlarged_without_what_needs_an_explanation(demo, sign_in):
    manager = sign_in("factory@demo.example")
    page = parsed(manager.get("/", headers=ENGLISH).text)
    (address,) = (each.get("data-figure") for each in page.iter("figure"))
    enlarged, whole = (
        {trace["name"] for trace in manager.get(each, headers=ENGLISH).json["data"]}
        for each in (address, address.replace("&plain=yes", ""))
    )
    assert "Upper limit" in whole
    assert "Upper limit" not in enlarged
    assert enlarged < whole


def to_do(page) -> str:
    return page.part("todo-title") if "To do" in page.text else ""


def test_a_manager_is_asked_to_sign_above_the_chart_and_not_to_do_what_consultants_do(
    database, sign_in
):
    measure = factories.measure(running(), main=True, before=factories.MANY_DEFECTS)
    factories.statement(measure)
    html = sign_in("ha@example.vn", *PEOPLE["factory-manager"]).get("/", headers=ENGLISH).text
    waits = html.index("The baseline waits to be signed by the factory.")
    assert html.index("own-title") < waits < html.index("<figure")
    page = read(sign_in("ha@example.vn", *PEOPLE["factory-manager"]), "/")
    assert "Set a target" not in to_do(page)
    assert "Set a target for the main measure." in page.part("theirs-title")


@pytest.mark.parametrize(
    ("party", "manager", "consultant"),
    [(Party.CONSULTANT, True, False), (Party.FACTORY, False, True)],
)
def test_a_closing_result_waits_on_both_homes_after_the_end(
    database, sign_in, party, manager, consultant
):
    coached = running(
        stage=Stage.COMPLETE, end_on=TODAY - timedelta(9), follow_up_from=TODAY - timedelta(30)
    )
    coached.follow_up_to = TODAY - timedelta(9)
    figures = {"before": factories.MANY_DEFECTS, "after": factories.FEW_DEFECTS}
    measure = factories.measure(coached, main=True, **figures)
    factories.statement(measure, part=Part.CLOSING).signatures[0].party = party
    database.flush()
    missing = "consultants" if party == Party.FACTORY else "factory"
    told = f"The closing result waits to be signed by the {missing}."
    home = read(sign_in("ha@example.vn", *PEOPLE["factory-manager"]), "/")
    assert (told in to_do(home)) is manager
    mine = read(sign_in("lan@example.vn", *PEOPLE["consultant"]), "/")
    assert told in mine.part("coached-title")
    for one in (home, mine):
        assert one.links().get(told, "/engagements/P1-01/signatures").endswith("/signatures")
    page = read(sign_in("lan@example.vn", *PEOPLE["consultant"]), "/engagements/P1-01")
    assert told in page.of("missing")[0]


def test_what_was_opened_of_another_measure_is_waited_for_too(database, sign_in):
    coached = running()
    factories.signed(factories.measure(coached, main=True, before=factories.MANY_DEFECTS))
    other = factories.measure(coached, "rework-rate", before=factories.MANY_DEFECTS)
    told = "What was signed of the baseline does not hold any more"
    consultant = sign_in("lan@example.vn", *PEOPLE["consultant"])
    assert told not in read(consultant, "/").text
    factories.signed(other, voided_at=now(), cause="mistyped")
    for role in ("consultant", "factory-manager"):
        assert told in read(sign_in("lan@example.vn", *PEOPLE[role]), "/").text


def test_an_answer_stands_on_the_home_of_a_manager_until_it_is_read_or_old(database, sign_in):
    measure = factories.measure(running(), main=True, before=factories.MANY_DEFECTS)
    row = factories.objection(measure, answer="No", outcome="stands", answered_at=now())
    manager = sign_in("ha@example.vn", *PEOPLE["factory-manager"])
    told = "Your objection was answered: read the answer."
    assert read(manager, "/").links()[told] == "/engagements/P1-01/objections/"
    assert told not in read(sign_in("lan@example.vn", *PEOPLE["consultant"]), "/").text
    row.answered_at = now() - timedelta(days=15)
    database.flush()
    assert told not in read(manager, "/").text
    row.answered_at = now()
    database.flush()
    page = manager.get("/engagements/P1-01/objections/", headers=ENGLISH)
    read_it = f"/engagements/P1-01/objections/{row.uuid}/read"
    assert read_it in page.text
    manager.post(read_it, data={"csrf_token": standing(page.text, "read-it")["csrf_token"]})
    assert told not in read(manager, "/").text
    assert read_it not in manager.get("/engagements/P1-01/objections/", headers=ENGLISH).text
