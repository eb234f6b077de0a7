"""What WTForms says on its own is said in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import Babel, force_locale, get_translations
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    DateTimeLocalField,
    DecimalField,
    Field,
    FloatField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
    WeekField,
    validators,
)
from wtforms.i18n import messages_path

from coachtrack.kit.forms import Form
from tests.site.translations import TRANSLATIONS, texts


@pytest.fixture(scope="module", autouse=True)
def _page() -> Iterator[None]:
    app = Flask(__name__)
    app.config.update(BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS), WTF_CSRF_ENABLED=False)
    Babel(app)
    with app.test_request_context(method="POST"):
        yield


def errors(field: Field, *typed: str) -> list[str]:
    """What a form says about its only field."""
    form = type("OneField", (Form,), {"one": field})(MultiDict([("one", each) for each in typed]))
    assert not form.validate()
    return list(form.one.errors)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (StringField(validators=[validators.DataRequired()]), "", "Không được để trống ô này."),
        (StringField(validators=[validators.InputRequired()]), "", "Không được để trống ô này."),
        (StringField(validators=[validators.Length(min=3)]), "ab", "Nhập ít nhất 3 ký tự."),
        (StringField(validators=[validators.Length(max=1)]), "ab", "Nhập tối đa 1 ký tự."),
        (StringField(validators=[validators.Length(3, 3)]), "ab", "Nhập đúng 3 ký tự."),
        (StringField(validators=[validators.Length(3, 5)]), "ab", "Nhập từ 3 đến 5 ký tự."),
        (StringField(validators=[validators.Regexp("x")]), "ab", "Nội dung không hợp lệ. "),
        (StringField(validators=[validators.IPAddress()]), "ab", "Địa chỉ IP không hợp lệ. "),
        (StringField(validators=[validators.MacAddress()]), "ab", "Địa chỉ MAC không hợp lệ. "),
        (StringField(validators=[validators.URL()]), "ab", "Địa chỉ trang web không hợp lệ. "),
        (StringField(validators=[validators.UUID()]), "ab", "Mã định danh không hợp lệ. "),
        (StringField(validators=[validators.AnyOf(["x"])]), "ab", "Giá trị không hợp lệ. Nhập "),
        (StringField(validators=[validators.NoneOf(["ab"])]), "ab", "Giá trị không hợp lệ. Không "),
        (StringField(validators=[validators.Disabled()]), "ab", "Ô này đang khóa"),
        (StringField(validators=[validators.EqualTo("two")]), "ab", "Không có ô nào tên “two”."),
        (IntegerField(), "ab", "Phải là số nguyên. "),
        (IntegerField(validators=[validators.NumberRange(2, 9)]), "1", "Nhập số từ 2 đến 9."),
        (IntegerField(validators=[validators.NumberRange(min=2)]), "1", "Nhập số từ 2 trở lên."),
        (IntegerField(validators=[validators.NumberRange(max=0)]), "1", "Nhập số không quá 0."),
        (FloatField(), "ab", "Phải là số. "),
        (DecimalField(), "ab", "Phải là số. "),
        (DateField(), "ab", "Ngày không hợp lệ. "),
        (DateTimeLocalField(), "ab", "Ngày giờ không hợp lệ. "),
        (TimeField(), "ab", "Giờ không hợp lệ. "),
        (WeekField(), "ab", "Tuần không hợp lệ. "),
        (SelectField(choices=["x"]), "ab", "Lựa chọn không hợp lệ. "),
        (SelectField(coerce=int, choices=[1]), "ab", "Lựa chọn không hợp lệ. "),
        (SelectMultipleField(choices=["x"]), "ab", "“ab” không có trong danh sách. "),
    ],
)
def test_a_refusal_is_in_vietnamese(field, typed, said):
    with force_locale("vi"):
        (first, *_others) = errors(field, typed)
    assert first.startswith(said)


def test_a_refusal_is_in_english():
    with force_locale("en"):
        assert errors(IntegerField(), "ab") == ["Not a valid integer value."]
        too_short = StringField(validators=[validators.Length(min=1)])
        assert errors(too_short, "") == ["Field must be at least 1 character long."]


def test_everything_that_wtforms_can_say_is_translated():
    with Path(messages_path(), "wtforms.pot").open("rb") as file:
        said = [texts(message.id) for message in read_po(file) if message.id]
    with force_locale("vi"):
        missing = [forms for forms in said if translated(*forms) in forms]
    assert len(said) > 30
    assert missing == []


def translated(text: str, *plural: str) -> str:
    """What the catalogue of the pages makes of a text."""
    catalogue = get_translations()
    return catalogue.ungettext(text, *plural, 1) if plural else catalogue.ugettext(text)
