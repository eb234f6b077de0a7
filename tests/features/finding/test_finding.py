"""Finding anything from anywhere: the answers for the dialog, and the page without a script."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from flask.testing import FlaskClient

from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.bench.bare import recorded
from tests.reading import VIETNAMESE, read
from tests.sending import ENGLISH

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)
LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")


def asked(client: FlaskClient, search: str, headers: dict[str, str] = ENGLISH) -> dict[str, Any]:
    """What the dialog gets."""
    answer = client.get("/find.json", query_string={"q": search}, headers=headers)
    assert answer.status_code == 200
    return answer.json


def found(client: FlaskClient, search: str) -> dict[str, list[str]]:
    """The labels of what is found, by the title of their kind."""
    groups = asked(client, search)["groups"]
    return {group["title"]: [hit["label"] for hit in group["hits"]] for group in groups}


@pytest.fixture
def place(database) -> None:
    """A programme with a factory and its engagement, and another programme."""
    within = factories.programme("P1", name="Nâng cao năng suất Đồng Nai")
    factories.engagement("P1-01", within=within, at=factories.factory("F1", name="Đức Việt"))
    other = factories.programme("P2", name="Đức Thọ")
    factories.engagement("P2-01", within=other, at=factories.factory("F2", name="Dục Tú"))


def test_what_is_found_of_each_kind_leads_to_its_page(place, sign_in):
    groups = asked(sign_in("admin@example.vn", ADMINISTRATOR), "f1")["groups"]
    assert groups == [
        {
            "title": "Factories",
            "hits": [
                {
                    "label": "Đức Việt",
                    "under": "F1 · Hải Dương (now Hải Phòng)",
                    "url": "/factories/F1",
                }
            ],
            "more": "",
        },
        {
            "title": "Engagements",
            "hits": [
                {
                    "label": "Đức Việt",
                    "under": "P1-01 · Nâng cao năng suất Đồng Nai",
                    "url": "/engagements/P1-01",
                }
            ],
            "more": "",
        },
    ]


def test_marks_do_not_matter_but_the_very_ones_come_first(place, sign_in):
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    assert found(admin, "duc")["Factories"] == ["Dục Tú", "Đức Việt"]
    assert found(admin, "đức")["Factories"] == ["Đức Việt", "Dục Tú"]
    assert found(admin, unicodedata.normalize("NFD", "Đ\u200bức"))["Programmes"] == ["Đức Thọ"]


@pytest.mark.parametrize(
    "search", ["factories", "doanh nghiep", "Doanh nghiệp", "FACTORIES", "nha may"]
)
@pytest.mark.parametrize(("language", "label"), [("en", "Factories"), ("vi", "Doanh nghiệp")])
def test_a_page_is_found_by_its_name_in_both_languages(place, sign_in, search, language, label):
    lead = sign_in("lan@example.vn", LEAD)
    groups = asked(lead, search, {"Accept-Language": language})["groups"]
    hit = {"label": label, "under": "", "url": "/factories/"}
    # A name that people say besides comes behind what has that very name.
    place = -1 if search == "nha may" else 0
    assert hit in groups[place]["hits"]


def test_pages_come_first_only_where_a_name_begins_so(place, sign_in):
    lead = sign_in("lan@example.vn", LEAD)
    factories.engagement("P1-03", at=factories.factory("F3", name="Cơ khí Import"))
    assert [*found(lead, "import")] == ["Pages", "Factories", "Engagements"]
    assert [*found(lead, "mport")] == ["Factories", "Engagements", "Pages"]


def test_nothing_is_found_of_what_is_not_theirs(place, sign_in):
    assert found(sign_in("lan@example.vn", LEAD), "duc viet") == {
        "Factories": ["Đức Việt"],
        "Engagements": ["Đức Việt"],
    }
    coach = sign_in("ha@example.vn", Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01"))
    assert found(coach, "duc viet") == {"Engagements": ["Đức Việt"]}
    assert found(sign_in("an@example.vn"), "duc") == {}


def test_an_indicator_is_found_in_either_language(place, sign_in):
    coach = sign_in("ha@example.vn", Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01"))
    for search in ("5s", "điểm 5s", "5S SCORE"):
        (group,) = asked(coach, search)["groups"]
        hit = {"label": "5S score", "under": "5s-score", "url": "/indicators/5s-score"}
        assert (group["title"], group["hits"]) == ("Indicators", [hit])
    assert found(sign_in("an@example.vn"), "5s") == {}


def test_an_organisation_is_found_by_who_may_see_the_list(place, sign_in):
    factories.organisation("DN-9", name="Tập đoàn Sao Mai")
    lead = sign_in("lan@example.vn", LEAD)
    (group,) = asked(lead, "sao mai")["groups"]
    assert (group["title"], group["hits"][0]["label"]) == ("Organisations", "Tập đoàn Sao Mai")
    assert "Tập đoàn Sao Mai" in read(lead, group["hits"][0]["url"]).text
    assert found(sign_in("an@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1")), "sao") == {}


def test_who_coaches_leads_to_what_they_coach(place, sign_in):
    team = ("Phạm Thu Hà", "Kim Min-jun")
    factories.engagement("P1-02", at=factories.factory("F3", name="Cơ khí"), team=team)
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    for search in ("pham thu ha", "Phạm Thu Hà", "thu hà"):
        told = {group["title"]: group["hits"] for group in asked(admin, search)["groups"]}
        (hit,) = told["Engagements"]
        assert (hit["label"], hit["url"]) == ("Cơ khí", "/engagements/P1-02")
        assert hit["under"] == "P1-02 · Nâng cao năng suất Đồng Nai · Phạm Thu Hà"
    assert "Cơ khí" in read(admin, "/engagements/?q=min-jun").links()
    assert (
        found(sign_in("an@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P2")), "min-jun") == {}
    )


def test_an_organisation_finds_its_factories_below_those_of_that_name(database, sign_in):
    group = factories.organisation("SM", name="Tập đoàn Sao Mai")
    factories.factory("F1", name="An Phát", organisation=group)
    factories.factory("F2", name="Cơ khí Sao Mai")
    factories.factory("F3", name="Cao su")
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    assert found(admin, "sao mai")["Factories"] == ["Cơ khí Sao Mai", "An Phát"]
    listed = read(admin, "/factories/?q=tập đoàn sao").links()
    assert ("An Phát" in listed, "Cơ khí Sao Mai" in listed) == (True, False)


def test_a_province_finds_its_factories_below_those_of_that_name(database, sign_in):
    factories.factory("F1", name="An Phát", province="30")
    factories.factory("F2", name="Bao bì Hải Dương", province="27")
    factories.factory("F3", name="Cao su", province="27")
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    for search in ("hai duong", "hải dương", "hai du"):
        assert found(admin, search)["Factories"] == ["Bao bì Hải Dương", "An Phát"]
    assert found(admin, "hải phòng")["Factories"] == ["An Phát"]
    assert "An Phát" in read(admin, "/factories/?q=hai phong").links()
    assert "Hải Dương 1" in read(admin, "/factories/?q=hai duong").links()


def test_pages_of_what_a_province_finds_follow_each_other(app, database, sign_in):
    for n in range(4):
        factories.factory(f"F{n}", name=f"Hải Dương {n}", province="27")
        factories.factory(f"G{n}", name=f"Nhựa {n}", province="30")
    app.config["PAGE_ROWS"] = 3
    admin, address, seen = sign_in("admin@example.vn", ADMINISTRATOR), "?q=hai duong", []
    while address:
        links = read(admin, f"/factories/{address}").links()
        seen += [label for label in links if label.startswith(("Hải Dương ", "Nhựa "))]
        address = links.get("Next →", "")
    names = [label for label in seen if label not in ("Hải Dương 4", "Bắc Ninh 4")]
    assert names == [*(f"Hải Dương {n}" for n in range(4)), *(f"Nhựa {n}" for n in range(4))]


def test_without_a_search_there_are_the_pages(place, sign_in):
    assert found(sign_in("lan@example.vn", LEAD), " ").keys() == {"Pages"}
    assert found(sign_in("an@example.vn"), "")["Pages"][0] == "Home"


def test_many_are_cut_and_the_list_has_the_rest(database, sign_in):
    for n in range(22):
        factories.factory(f"F{n:02}", name=f"Nhựa {n:02}")
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    answer = asked(admin, "nhua")
    assert answer["said"] == "The first 8 of more."
    assert len(answer["groups"][0]["hits"]) == 8
    page = read(admin, "/find?q=nhua")
    assert sum(label.startswith("Nhựa") for label in page.links()) == 20
    assert page.links()["Show all : Factories"] == "/factories/?q=nhua"


def test_a_code_is_found_first_among_many(database, sign_in):
    for n in range(1, 20):
        factories.factory(f"F{n}", name=f"A {20 - n:02}")
    assert found(sign_in("admin@example.vn", ADMINISTRATOR), "f1")["Factories"][0] == "A 19"


@pytest.mark.parametrize(
    "search", ["😀", "%", "_", "\\", "'", '"', "<script>", "x" * 10_000, "\u0301", "\u200b", "a\nb"]
)
def test_whatever_is_typed_is_answered(place, sign_in, search):
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    said = asked(admin, search)["said"]
    assert said
    assert admin.get("/find", query_string={"q": search}).status_code == 200


def test_what_fits_nothing_says_so(place, sign_in):
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    assert asked(admin, "zzz")["said"] == "Nothing fits “zzz”. Try fewer letters."
    assert "Nothing fits “zzz”." in read(admin, "/find?q=zzz").text
    assert "zzz" in asked(admin, "zzz", VIETNAMESE)["said"]
    assert "Nothing" not in asked(admin, "zzz", VIETNAMESE)["said"]


def test_each_kind_takes_one_query(place, sign_in):
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    sent = recorded(lambda: asked(admin, "đức"))
    assert sum("LIKE" in sql for sql, _ in sent) == 4


def test_nobody_finds_anything_without_signing_in(client):
    assert client.get("/find.json?q=duc").status_code == 401
    assert client.get("/find?q=duc").headers["Location"] == "/sign-in?next=/find?q%3Dduc"


def test_every_page_of_somebody_signed_in_leads_there(place, sign_in, client):
    assert "/find" in read(sign_in("lan@example.vn", LEAD), "/claims/").links().values()
    assert "/find" not in read(client, "/sign-in").links().values()


def test_organisations_are_a_page_for_who_adds_them(place, sign_in):
    lead = sign_in("lead@example.vn", LEAD)
    assert found(lead, "đối tác")["Pages"] == ["Organisations"]
    assert "Organisations" in read(lead, "/").links()
    viewer = sign_in("v@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert "Organisations" not in read(viewer, "/").links()
