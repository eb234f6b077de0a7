"""The page /import/: upload, problems or a preview, confirm."""

from __future__ import annotations

import os
import stat
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import func, select

from coachtrack.features.accounts.queries import account_of
from coachtrack.features.exchange import importing, jobs, uploads
from coachtrack.features.exchange.standing import Standing, State
from coachtrack.features.factories.models import Factory
from coachtrack.features.indicators.models import Reading
from coachtrack.features.intake import problems
from coachtrack.kit import background
from coachtrack.kit.columns import now
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.transactions import Door, writing
from coachtrack.kit.workbooks.protocol import Limits
from tests.features.exchange.import_books import saved, sheets, write
from tests.features.exchange.uploading import press, settled, upload, uploaded
from tests.reading import VIETNAMESE, read
from tests.sending import ENGLISH, send

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)
LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")


@pytest.fixture
def client(sign_in, database):
    return sign_in("admin@example.vn", ADMINISTRATOR)


@pytest.fixture
def book(tmp_path):
    return write(tmp_path / "P1.xlsx", sheets())


def readings(database) -> int:
    database.rollback()
    return database.scalar(select(func.count(Reading.id)))


def changed(tmp_path, figure=30, name="changed.xlsx"):
    told = sheets()
    told["Readings"][0]["Numerator"] = figure
    return write(tmp_path / name, told)


@contextmanager
def working(app):
    """While work on the latest upload is under way."""
    with app.app_context():
        lock = max(uploads._all(), key=lambda each: each.at).lock
    with background.held(lock) as idle:
        assert idle
        yield


def take_away(what) -> None:
    account = account_of("admin@example.vn")
    if what == "the account":
        account.disabled_at = now()
    else:
        account.memberships.clear()


class TestConfirming:
    def test_nothing_is_saved_before_it_is_confirmed(self, client, database, book):
        address, page = uploaded(client, book)
        assert ["Readings", "4", "0", "0"] in page.rows_of("counts")
        assert "Numerator: 20" in page.text
        assert readings(database) == 0
        answer = press(client, address, "save")
        assert (answer.status_code, answer.location) == (303, address)
        page = settled(client, address)
        assert "Saved." in page.text
        assert page.links()["P1"] == "/programmes/P1"
        assert page.links()["P1-01"] == "/engagements/P1-01"
        assert readings(database) == 4

    def test_saved_twice_it_is_saved_once(self, client, database, book):
        address, _page = uploaded(client, book)
        html = client.get(address, headers=ENGLISH).text
        for _time in range(2):
            assert press(client, address, "save", html).status_code == 303
        assert "Sending it once more changes nothing." in settled(client, address).text
        assert press(client, address, "save", html).status_code == 303
        assert readings(database) == 4

    def test_an_older_page_takes_nothing_back(self, client, database, book):
        address, _page = uploaded(client, book)
        press(client, address, "save")
        settled(client, address)
        press(client, address, "")
        page = settled(client, address).text
        assert "Saved." in page
        assert "Nothing was saved" not in page
        assert "Nothing would change." in uploaded(client, book)[1].text

    def test_a_change_is_shown_field_by_field(self, client, database, book, tmp_path):
        saved(book)
        _address, page = uploaded(client, changed(tmp_path))
        assert ["Readings", "0", "1", "3"] in page.rows_of("counts")
        assert "Numerator: 20 → 30" in page.text

    def test_what_is_stored_already_is_said_to_be(self, client, database, book):
        saved(book)
        _address, page = uploaded(client, book)
        assert "Nothing would change." in page.text
        assert "Save all of this" not in page.text

    def test_what_others_changed_meanwhile_is_shown_again(self, client, database, book, tmp_path):
        saved(book)
        address, _page = uploaded(client, changed(tmp_path))
        html = client.get(address, headers=ENGLISH).text
        saved(changed(tmp_path, 25, "other.xlsx"))
        press(client, address, "save", html)
        page = settled(client, address)
        assert "Somebody else changed something meanwhile." in page.text
        assert "Numerator: 25 → 30" in page.text
        assert database.scalar(select(func.max(Reading.numerator))) == 25
        press(client, address, "save")
        settled(client, address)
        database.rollback()
        assert database.scalar(select(func.max(Reading.numerator))) == 30

    def test_an_older_page_confirms_nothing_newer(self, client, database, book, tmp_path):
        address, _page = uploaded(client, book)
        html = client.get(address, headers=ENGLISH).text
        saved(changed(tmp_path))
        press(client, address, "")
        settled(client, address)
        press(client, address, "save", html)
        assert "What would be saved has changed since then." in settled(client, address).text
        database.rollback()
        assert database.scalar(select(func.max(Reading.numerator))) == 30

    def test_a_lead_saves_as_a_lead(self, sign_in, database, book, tmp_path):
        saved(book)
        told = {"Programmes": [{"Code": "P1", "Name": "Another name"}]}
        lead = sign_in("lead@example.vn", LEAD)
        _address, page = uploaded(lead, write(tmp_path / "mine.xlsx", told))
        assert "Only an administrator may add or change this." in page.text

    def test_a_discarded_upload_is_gone(self, client, database, book):
        address, _page = uploaded(client, book)
        assert press(client, address, "discard").location == "/import/"
        assert "Discarded." in read(client, "/import/").text
        assert client.get(address).status_code == 404
        assert readings(database) == 0


class TestProblems:
    def test_they_are_listed_by_sheet_and_cell(self, client, database, tmp_path):
        told = sheets()
        for row in told["Readings"]:
            row["Numerator"] = -1
        told["Engagements"][0]["Team"] = "x"
        told["Nonsense"] = [{"A": 1}]
        address, page = uploaded(client, write(tmp_path / "bad.xlsx", told))
        (fault,) = page.rows_of("faults")
        assert fault == ["Readings", "E2–E5", "This number is negative. Write zero or more."]
        assert "Cells to put right: 4." in page.text
        assert "The sheet “Nonsense” is not known and was left out." in page.text
        assert press(client, address, "discard").status_code == 303
        assert readings(database) == 0

    def test_they_are_in_the_language_of_the_page(self, client, database, tmp_path):
        told = sheets()
        told["Factories"][0]["Headcount"] = -1
        address, _page = uploaded(client, write(tmp_path / "bad.xlsx", told))
        client.get(address, headers=VIETNAMESE)
        page = settled(client, address, VIETNAMESE).text
        assert "0 đến 1000000" in page
        assert "Write" not in page

    @pytest.mark.parametrize(
        ("content", "name", "said"),
        [
            (b"", "a.xlsx", "The file is empty."),
            (b"Code;Name\n", "a.xlsx", "This is a text file"),
            (b"\x00\x01\x02" * 100, "a.xlsx", "This is not an Excel workbook"),
        ],
    )
    def test_what_is_no_workbook_is_not_kept(self, client, app, database, content, name, said):
        answer = upload(client, content, name)
        assert answer.status_code == 422
        assert said in answer.text
        assert os.listdir(f"{app.config['INSTANCE']}/uploads") == []

    def test_half_a_workbook_is_not_kept(self, client, book):
        answer = upload(client, book.read_bytes()[: book.stat().st_size // 2])
        assert answer.status_code == 422
        assert "The file is not whole" in answer.text

    def test_a_bomb_is_not_kept(self, client, tmp_path, book):
        with ZipFile(book, "a", ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet99.xml", b" " * 110_000_000)
        answer = upload(client, book)
        assert answer.status_code == 422
        assert "unpacks to far more than it can be worth" in answer.text

    def test_more_than_are_listed_are_counted(self, client, database, tmp_path, monkeypatch):
        monkeypatch.setattr(problems, "MOST_KEPT", 1)
        told = sheets()
        told["Readings"][0] |= {"Numerator": -1, "Denominator": -1}
        _address, page = uploaded(client, write(tmp_path / "bad.xlsx", told))
        assert len(page.rows_of("faults")) == 1
        assert "Cells that are not listed: 1." in page.text

    def test_no_file_at_all(self, client):
        answer = send(client, "/import/", page="/import/")
        assert answer.status_code == 422
        assert "Choose a workbook first." in answer.text

    def test_one_that_is_too_large_is_told_on_the_page(self, client, book, monkeypatch):
        monkeypatch.setattr(uploads, "Limits", lambda: Limits(packed_bytes=1_000))
        answer = upload(client, book)
        assert answer.status_code == 413
        assert "Remove pictures and sheets that are not needed" in answer.text

    def test_a_full_disk_is_told_on_the_page(self, client, book, monkeypatch):
        def full(*_args):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(uploads.os, "replace", full)
        answer = upload(client, book)
        assert answer.status_code == 507
        assert "There is no room for the file on the server." in answer.text

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("../../etc/passwd.xlsx", "passwd.xlsx"),
            ("C:\\Users\\Lan\\số liệu.xlsx", "số liệu.xlsx"),
            ("\u202exslx.exe", "xslx.exe"),
            ("<b>.xlsx", "<b>.xlsx"),
        ],
    )
    def test_a_name_is_only_shown(self, app, name, shown):
        assert uploads.shown_name(name) == shown


class TestKeeping:
    def test_nobody_else_sees_it(self, client, sign_in, book):
        address, _page = uploaded(client, book)
        other = sign_in("other@example.vn", ADMINISTRATOR)
        assert other.get(address).status_code == 404
        assert other.get(f"{address}/state.json").status_code == 404
        for action in ("save", "discard", ""):
            assert send(other, f"{address}/{action}".rstrip("/"), page="/").status_code == 404
        assert "P1.xlsx" not in read(other, "/import/").text

    def test_the_same_content_of_two_people_is_two_uploads(self, client, sign_in, book):
        address, _page = uploaded(client, book)
        other = sign_in("other@example.vn", ADMINISTRATOR)
        assert uploaded(other, book)[0] != address

    def test_the_same_file_again_is_the_same_upload(self, client, book):
        address, _page = uploaded(client, book)
        assert uploaded(client, book)[0] == address
        assert read(client, "/import/").text.count("P1.xlsx") == 1

    def test_its_files_are_for_the_installation_alone(self, client, app, book):
        uploaded(client, book)
        folder = Path(app.config["INSTANCE"]) / "uploads"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        kept = [path for path in folder.iterdir() if path.suffix != ".lock"]
        assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}

    def test_after_a_day_it_is_gone(self, client, book, monkeypatch):
        address, _page = uploaded(client, book)
        monkeypatch.setattr(uploads, "now", lambda: now() + timedelta(hours=25))
        assert "P1.xlsx" not in read(client, "/import/").text
        assert client.get(address).status_code == 404

    def test_what_an_interrupted_upload_left_behind_goes_too(self, client, app, book):
        address, _page = uploaded(client, book)
        folder = Path(app.config["INSTANCE"]) / "uploads"
        for name in ("tmpabc", "0123.xlsx", "new.xlsx"):
            (folder / name).touch()
        for name in ("tmpabc", "0123.xlsx"):
            os.utime(folder / name, (0, 0))
        client.get("/import/")
        left = {path.name for path in folder.iterdir()}
        assert not {"tmpabc", "0123.xlsx"} & left
        assert "new.xlsx" in left
        assert client.get(address).status_code == 200

    def test_only_some_are_worked_on_at_once(self, client, app, tmp_path, monkeypatch, book):
        monkeypatch.setattr(uploads, "MOST_BUSY", 1)
        address, _page = uploaded(client, book)
        other = changed(tmp_path)
        with working(app):
            answer = upload(client, other)
            assert answer.status_code == 429
            assert "Wait until one is done, then send this one again." in answer.text
            assert upload(client, book).location == address
        assert uploaded(client, other)[0] != address

    def test_of_many_the_oldest_go(self, client, database, tmp_path, monkeypatch):
        monkeypatch.setattr(uploads, "MOST_KEPT", 2)
        found = [uploaded(client, changed(tmp_path, n, f"{n}.xlsx"))[0] for n in range(3)]
        assert [client.get(address).status_code for address in found] == [404, 200, 200]


class TestInTheBackground:
    def test_work_that_died_is_offered_again(self, client, app, database, book):
        address, _page = uploaded(client, book)
        with app.app_context():
            person_upload = next(iter(uploads._all()))
            person_upload.note(Standing(State.SAVING, 0.6))
        assert "The work was interrupted." in read(client, address).text
        press(client, address, "")
        assert "Save all of this" in settled(client, address).text

    def test_while_it_works_the_page_says_so(self, client, app, book):
        address, _page = uploaded(client, book)
        with working(app):
            page = client.get(address, headers=ENGLISH).text
            assert "<progress" in page
            assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
            press(client, address, "discard")
            assert "under way" in read(client, address).text

    def test_work_on_what_was_discarded_leaves_nothing(self, client, app, book):
        uploaded(client, book)
        with app.app_context():
            found = next(iter(uploads._all()))
            assert uploads.discard(found)
            background.wait(jobs.check(found), 10)
        left = (Path(app.config["INSTANCE"]) / "uploads").iterdir()
        assert {path.suffix for path in left} == {".lock"}

    def test_with_too_much_to_do_nothing_more_is_begun(self, client, book, monkeypatch):
        monkeypatch.setattr(background, "MOST_AT_ONCE", 0)
        address, page = uploaded(client, book)
        assert "Many workbooks wait for their turn just now." in page.text
        monkeypatch.undo()
        press(client, address, "")
        assert "Save all of this" in settled(client, address).text

    @pytest.mark.parametrize("taken", ["the account", "the role"])
    @pytest.mark.parametrize("last", [(jobs, "material_of"), (importing, "plan_of")])
    def test_who_may_not_any_more_saves_nothing(
        self, client, app, database, book, monkeypatch, taken, last
    ):
        """What goes when reading or planning ended goes before anything is written."""
        address, _page = uploaded(client, book)
        module, name = last
        ended = getattr(module, name)

        def then_taken(*args, **options):
            found = ended(*args, **options)
            with writing(Door.COMMAND):
                take_away(taken)
            return found

        monkeypatch.setattr(module, name, then_taken)
        press(client, address, "save")
        with app.app_context():
            (upload,) = uploads._all()
            while upload.busy:
                time.sleep(0.02)
            assert upload.standing.state == State.FAILED
            assert upload.standing.sentence == (
                "This account may not import any more. Nothing was saved."
            )
        assert readings(database) == 0

    def test_what_is_saved_is_said_to_be_whatever_fails_then(
        self, client, database, book, monkeypatch
    ):
        note = uploads.Upload.note

        def full(self, standing):
            if standing.sheets and standing.state == State.SAVED:
                raise OSError(28, "No space left on device")
            note(self, standing)

        address, _page = uploaded(client, book)
        monkeypatch.setattr(uploads.Upload, "note", full)
        press(client, address, "save")
        page = settled(client, address).text
        assert "Saved." in page
        assert "Nothing was saved" not in page
        assert readings(database) == 4

    def test_an_error_of_ours_is_told_and_saves_nothing(self, client, database, book, monkeypatch):
        def broken(*_args):
            raise ZeroDivisionError

        address, _page = uploaded(client, book)
        monkeypatch.setattr(jobs, "import_material", broken)
        press(client, address, "save")
        assert "Something went wrong on our side." in settled(client, address).text
        assert readings(database) == 0


def test_only_this_page_takes_more_than_what_is_typed(client, app, book, database):
    app.config["MAX_CONTENT_LENGTH"] = 2_000
    assert upload(client, book, address="/factories/new").status_code == 413
    assert upload(client, book).status_code == 303
    assert upload(app.test_client(), book, page="/sign-in").status_code == 413


def test_factories_are_not_touched_by_looking(client, database, book):
    uploaded(client, book)
    database.rollback()
    assert database.scalar(select(func.count(Factory.id))) == 0
