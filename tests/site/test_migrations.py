"""The way of a database to the current schema and back, and what it holds then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from coachtrack.extensions import db, metadata
from coachtrack.features.claims.actions import save_claims
from coachtrack.features.claims.entries import ClaimEntry
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories.models import Factory, Province
from coachtrack.features.indicators.models import Indicator, IndicatorVersion
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.columns import now
from coachtrack.kit.journal import rolling, sealing
from coachtrack.kit.journal.tables import Entry, Write
from coachtrack.kit.searching import search_key, sort_key
from coachtrack.settings import CHECKOUT
from tests import factories

VERSIONS = sorted((CHECKOUT / "migrations" / "versions").glob("*.py"))
#: Units of before 1 July 2025, and in which one they lie now.
MERGED = {
    "Hải Dương": "Hải Phòng",
    "Hải Phòng": "Hải Phòng",
    "Bắc Giang": "Bắc Ninh",
    "Bắc Ninh": "Bắc Ninh",
    "Vĩnh Phúc": "Phú Thọ",
    "Hòa Bình": "Phú Thọ",
    "Thái Bình": "Hưng Yên",
    "Hà Nam": "Ninh Bình",
    "Nam Định": "Ninh Bình",
    "Bắc Kạn": "Thái Nguyên",
    "Quảng Nam": "Đà Nẵng",
    "Bình Dương": "Hồ Chí Minh",
    "Bà Rịa - Vũng Tàu": "Hồ Chí Minh",
    "Bình Phước": "Đồng Nai",
    "Long An": "Tây Ninh",
    "Kiên Giang": "An Giang",
    "Kon Tum": "Quảng Ngãi",
    "Sóc Trăng": "Cần Thơ",
}
#: Units whose borders and names are those of before.
UNCHANGED = {
    "Hà Nội",
    "Huế",
    "Lai Châu",
    "Điện Biên",
    "Sơn La",
    "Lạng Sơn",
    "Quảng Ninh",
    "Thanh Hóa",
    "Nghệ An",
    "Hà Tĩnh",
    "Cao Bằng",
}
#: The built-in indicators, in the unit and with the direction that people expect.
LIBRARY = """
    defect-rate % lower | defects-ppm ppm lower | first-pass-yield % higher | rework-rate % lower
    scrap-rate % lower | customer-claims per_100_shipments lower
    labour-productivity units/hour higher | uph units/hour higher | oee % higher
    machine-stop-rate per_100_hours lower | lead-time days lower | on-time-delivery % higher
    plan-accuracy % higher | inventory-days days lower | changeover-time minutes lower
    5s-score % higher | 3d-rate % higher | absenteeism % lower
    accident-frequency per_million_hours lower | energy-per-unit kWh/unit lower
    practice-index % higher | smart-factory-level level_0–5 higher
"""


def differences() -> list[object]:
    """What the tables of the code have and those of the database have not, and the reverse."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def tables() -> set[str]:
    """The tables of the database."""
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


@pytest.fixture
def emptied(app) -> Iterator[None]:
    """A database brought back to before the first migration."""
    with app.app_context():
        flask_migrate.downgrade(revision="base")
        yield


def test_the_tables_are_those_of_the_code(app):
    with app.app_context():
        assert tables() == set(metadata.tables)
        assert differences() == []


def test_down_to_nothing_and_up_again(emptied):
    assert tables() == set()
    flask_migrate.upgrade()
    assert differences() == []


def test_each_step_goes_down_and_up_again(app):
    with app.app_context():
        for path in reversed(VERSIONS):
            flask_migrate.downgrade()
            flask_migrate.upgrade(revision=path.name[:4])
            flask_migrate.downgrade()
        flask_migrate.upgrade()
        assert differences() == []


def test_a_step_that_fails_changes_nothing(emptied, monkeypatch):
    monkeypatch.setattr("alembic.op.bulk_insert", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        flask_migrate.upgrade()
    assert tables() == set()


def test_there_is_one_way():
    script = ScriptDirectory(str(CHECKOUT / "migrations"))
    assert script.get_heads() == [VERSIONS[-1].name[:4]]
    assert script.get_bases() == ["0001"]


def test_the_files_are_numbered_without_gaps():
    assert [path.name[:4] for path in VERSIONS] == [f"{n + 1:04}" for n in range(len(VERSIONS))]
    assert all(re.fullmatch(r"\d{4}(_[a-z0-9]+)+\.py", path.name) for path in VERSIONS)


def test_each_file_goes_both_ways_and_says_what_it_does():
    for path in VERSIONS:
        told = path.read_text(encoding="utf-8")
        assert "def upgrade()" in told
        assert "def downgrade()" in told
        assert re.match(rf'"""\w.*\n\nRevision: {path.name[:4]}\b', told)


def test_codes_and_sorting_keys_are_compared_sign_by_sign(database):
    for table, column in [
        *(("programme", "code"), ("programme", "sort_key"), ("factory", "sort_key")),
        ("claim", "code"),
    ]:
        found = {each["name"]: each["type"] for each in inspect(db.engine).get_columns(table)}
        # SQLite does so unless told otherwise.
        told = {"sqlite": None, "postgresql": "C"}[db.engine.dialect.name]
        assert found[column].collation == told


def test_what_was_stored_before_can_be_found_and_sorted(database):
    programme = factories.programme("P1", name="Đồng Nai")
    place = factories.factory("F1", name="Đức Việt")
    factories.engagement(within=programme, at=place, team=("Hà", "Kim"))
    database.commit()
    flask_migrate.downgrade(revision="0006")
    for table in ("programme", "factory", "engagement"):
        database.execute(text(f"UPDATE {table} SET search_key = ''"))
    database.commit()
    flask_migrate.upgrade()
    found = database.scalars(select(Programme)).one()
    assert (found.search_key, found.sort_key) == (
        search_key("P1 Đồng Nai"),
        sort_key("Đồng Nai"),
    )
    assert database.scalars(select(Factory.search_key)).all() == [search_key("F1 Đức Việt")]
    assert database.scalars(select(Engagement.search_key)).all() == [search_key("P1-01 Hà Kim")]


def test_what_was_stored_before_is_found_with_i_for_y_too(database):
    within = factories.programme("P1", name="Công ty Mỹ")
    factories.engagement(within=within, at=factories.factory("F1", name="Lý"), team=("Vy", "Kim"))
    factories.organisation("O1", name="Kỹ thuật")
    save_claims([ClaimEntry(*"C" * len(ClaimEntry._fields))._replace(note="Quý")])
    database.commit()
    tables = "programme", "factory", "engagement", "organisation", "claim"
    keys = [text(f"SELECT search_key FROM {table} ORDER BY id") for table in tables]
    stored = [database.scalars(each).all() for each in keys]
    database.rollback()
    flask_migrate.downgrade(revision="0013")
    for table in tables:
        database.execute(text(f"UPDATE {table} SET search_key = 'as it was before'"))
    database.commit()
    flask_migrate.upgrade()
    assert [database.scalars(each).all() for each in keys] == stored


def test_the_journal_begins_with_the_readings_there_are(database):
    figures = {"before": factories.MANY_DEFECTS, "after": factories.FEW_DEFECTS}
    measure = factories.measure(scope="Chuyền 1", main=True, **figures)
    factories.readings(measure, [4.5], factories.END, note="0" * 32)
    database.commit()
    flask_migrate.downgrade(revision="0016")
    flask_migrate.upgrade()
    database.expire_all()
    assert list(rolling.differences()) == []
    (entry,) = database.scalars(select(Entry))
    assert (entry.row, entry.write.reason) == (
        "P1-01/defect-rate/Chuyền 1",
        "The journal begins",
    )
    assert len(rolling.rolled("reading", "P1-01")) == 25
    database.rollback()
    sealing.seal_all()
    assert list(sealing.faults()) == []


def test_the_journal_begins_at_an_instant(database):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("only PostgreSQL has a zone of its own")
    factories.measure(before=[(20, 210)])
    database.commit()
    flask_migrate.downgrade(revision="0016")
    named = database.scalar(text("SELECT current_database()"))
    database.execute(text(f"ALTER DATABASE \"{named}\" SET timezone = 'Asia/Ho_Chi_Minh'"))
    database.commit()
    try:
        db.engine.dispose()
        flask_migrate.upgrade()
    finally:
        database.execute(text(f'ALTER DATABASE "{named}" RESET timezone'))
        database.commit()
        db.engine.dispose()
    assert abs(database.scalars(select(Write.at)).one() - now()) < timedelta(minutes=5)


def test_the_longest_name_has_a_sorting_key(database):
    factories.factory(name="Đ₫" * 100)
    database.commit()
    assert len(database.scalars(select(Factory)).one().sort_key) > 600


def test_there_are_63_units_of_then_and_34_of_now(database):
    units = database.scalars(select(Province)).all()
    then = [unit for unit in units if unit.successor is not None]
    now = [unit for unit in units if unit.successor is None]
    assert (len(then), len(now)) == (63, 34)
    assert {unit.successor.code for unit in then} == {unit.code for unit in now}
    assert {f"{unit.valid_until}" for unit in then} == {"2025-06-30"}
    assert {f"{unit.valid_from}" for unit in now} == {"2025-07-01"}
    assert all(re.fullmatch(r"\d\d", unit.code) for unit in then)
    assert all(re.fullmatch(r"\d\d-2025", unit.code) for unit in now)


def test_units_lie_where_they_were_merged(database):
    then = database.scalars(select(Province).where(Province.successor_id.is_not(None))).all()
    lies_in = {unit.name: unit.successor.name for unit in then}
    assert MERGED.items() <= lies_in.items()
    merged = [unit.successor.name for unit in then]
    alone = {unit.name for unit in then if merged.count(unit.successor.name) == 1}
    assert alone == UNCHANGED


def test_a_number_was_used_again(database):
    named = {unit.code: unit.name for unit in database.scalars(select(Province))}
    assert (named["24"], named["24-2025"]) == ("Bắc Giang", "Bắc Ninh")
    assert (named["30"], named["31"], named["31-2025"]) == ("Hải Dương", "Hải Phòng", "Hải Phòng")
    assert "30-2025" not in named


def test_the_library_has_the_built_in_indicators(database):
    rows = database.execute(select(Indicator, IndicatorVersion).join(IndicatorVersion.indicator))
    found = {
        f"{indicator.code} {version.unit.replace(' ', '_')} {version.better}"
        for indicator, version in rows
        if indicator.built_in and version.version == indicator.current_version == 1
    }
    listed = LIBRARY.replace("\n", "|").split("|")
    assert found == {each.strip() for each in listed if each.strip()}


def test_each_definition_is_in_both_languages(database):
    for version in database.scalars(select(IndicatorVersion)):
        words = [version.name, version.name_vi]
        if version.kind not in {"value", "level"}:
            words += [version.numerator, version.numerator_vi]
            words += [version.denominator, version.denominator_vi]
        assert all(words), version.name
        assert version.name != version.name_vi
