"""What people read for codes, in both languages, and back."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from coachtrack.domain.types import (
    Better,
    Kind,
    Phase,
    Strength,
    TargetState,
    Trust,
    Verdict,
    Warning,
)
from coachtrack.features.engagements import words as _engagements  # noqa: F401
from coachtrack.features.engagements.models import EventKind, Stage
from coachtrack.features.factories import words as _factories  # noqa: F401
from coachtrack.features.factories.models import OrganisationKind
from coachtrack.features.visits import words as _visits  # noqa: F401
from coachtrack.features.visits.models import VisitKind
from coachtrack.kit.permissions import Role
from coachtrack.kit.text import fold
from coachtrack.kit.words import UNITS, meant, unit_word, word
from tests.site.translations import TRANSLATIONS

SHOWN: tuple[type[StrEnum], ...] = (
    *(Role, Verdict, Strength, Trust, Phase, Kind, Better, TargetState, Warning),
    *(Stage, EventKind, VisitKind, OrganisationKind),
)
CODES = [code for words in SHOWN for code in words]
#: As officials and shop floors say it; docs/glossary.csv.
VIETNAMESE = [
    (Verdict.IMPROVED, "Cải thiện rõ rệt"),
    (Verdict.WORSE, "Xấu đi rõ rệt"),
    (Verdict.NO_CLEAR_CHANGE, "Chưa thấy thay đổi rõ rệt"),
    (Verdict.TOO_LITTLE_DATA, "Chưa đủ số liệu để kết luận"),
    (Verdict.NOT_COMPARABLE, "Không so sánh được"),
    (Verdict.NOT_MEASURED, "Chưa đo"),
    (Strength.CLAIMED, "Mới khai báo"),
    (Strength.MEASURED, "Đã đo đủ lần"),
    (Strength.SIGNAL, "Có tín hiệu rõ"),
    (Strength.SUSTAINED, "Đã duy trì ít nhất 3 tháng"),
    (Strength.PARTLY_SUSTAINED, "Giữ được một phần"),
    (Strength.SLIPPED, "Không giữ được"),
    (Trust.SELF_REPORTED, "Doanh nghiệp tự báo cáo"),
    (Trust.SEEN, "Chuyên gia đã xem bằng chứng"),
    (Trust.CROSS_CHECKED, "Đã đối chiếu nguồn thứ hai"),
    (Trust.THIRD_PARTY, "Bên thứ ba xác nhận"),
    (Phase.BASELINE, "Trước cải tiến"),
    (Phase.FOLLOW_UP, "Kỳ sau cải tiến"),
    (Phase.LATER, "Theo dõi duy trì"),
    (Stage.SELECTED, "Đã lựa chọn"),
    (Stage.KICK_OFF, "Khởi động"),
    (Stage.BASELINE, "Đo hiện trạng"),
    (Stage.PLAN, "Lập kế hoạch"),
    (Stage.IMPROVEMENT, "Triển khai cải tiến"),
    (Stage.EVALUATION, "Đánh giá kết quả"),
    (Stage.CLOSED, "Kết thúc tư vấn"),
    (Stage.SUSTAIN, "Theo dõi duy trì"),
    (Stage.COMPLETE, "Hoàn tất"),
    (Stage.DROPPED_OUT, "Dừng tham gia"),
    (Role.ADMINISTRATOR, "Quản trị hệ thống"),
    (Role.PROGRAMME_LEAD, "Phụ trách chương trình"),
    (Role.CONSULTANT, "Chuyên gia tư vấn"),
    (Role.FACTORY_MANAGER, "Đại diện doanh nghiệp (quản lý nhà máy)"),
    (Role.VIEWER, "Người xem (chỉ đọc)"),
]


@pytest.fixture(scope="module", autouse=True)
def _page() -> Iterator[None]:
    app = Flask(__name__)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app)
    with app.test_request_context():
        yield


def said(code: StrEnum, language: str) -> str:
    """What people read for a code in a language."""
    with force_locale(language):
        return word(code)


@pytest.mark.parametrize("words", SHOWN)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_code_has_words_of_its_own(words, language):
    spoken = [fold(said(code, language)) for code in words]
    assert all(spoken)
    assert len(set(spoken)) == len(words)


@pytest.mark.parametrize("code", CODES)
def test_no_code_is_left_in_english(code):
    assert said(code, "vi") != said(code, "en")


@pytest.mark.parametrize(("code", "vietnamese"), VIETNAMESE)
def test_the_words_are_those_of_the_glossary(code, vietnamese):
    assert said(code, "vi") == vietnamese


def test_the_same_english_word_has_two_meanings():
    assert said(Stage.BASELINE, "en") == said(Phase.BASELINE, "en")
    assert said(Stage.BASELINE, "vi") != said(Phase.BASELINE, "vi")


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_read_back(code):
    spellings = [code.value, said(code, "en"), said(code, "vi")]
    spellings += [spelling.upper() for spelling in spellings]
    assert {meant(type(code), spelling) for spelling in spellings} == {code}


@pytest.mark.parametrize(
    ("words", "typed", "code"),
    [
        (Stage, " do hien trang ", Stage.BASELINE),
        (Stage, "BASELINE", Stage.BASELINE),
        (Trust, "ben thu ba xac nhan", Trust.THIRD_PARTY),
        (Kind, "tỷ lệ", Kind.PROPORTION),
        (Kind, "nothing of the kind", None),
        (Kind, "", None),
    ],
)
def test_what_is_typed_is_understood_without_marks(words, typed, code):
    assert meant(words, typed) is code


@pytest.mark.parametrize("unit", list(UNITS))
def test_a_unit_has_words(unit):
    with force_locale("vi"):
        assert unit_word(unit) != unit
    with force_locale("en"):
        assert unit_word(unit) == unit


def test_a_sign_stays_a_sign():
    with force_locale("vi"):
        assert [unit_word(unit) for unit in ("%", "ppm", "kg")] == ["%", "ppm", "kg"]
