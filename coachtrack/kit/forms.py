"""Forms whose messages are in the language of the page, those of WTForms too.

WTForms brings no Vietnamese, and Flask-WTF then falls back to English without a word. Here the
catalogue of the pages answers instead, so what WTForms says is translated like every other text.
"""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import get_translations
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as ngettext
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from coachtrack.kit.characters import visible

#: The status of an answer that says what is wrong with what was typed, or that somebody else
#: changed it meanwhile.
UNUSABLE, CONFLICT = 422, 409

#: What WTForms and the file fields of Flask-WTF can say, for those who collect the texts.
MESSAGES: tuple[LazyString, ...] = (
    _l("This field is required."),
    _l("Invalid input."),
    _l("Field must be equal to %(other_name)s."),
    _l("Invalid field name '%s'."),
    ngettext(
        "Field must be at least %(min)d character long.",
        "Field must be at least %(min)d characters long.",
        1,
    ),
    ngettext(
        "Field cannot be longer than %(max)d character.",
        "Field cannot be longer than %(max)d characters.",
        1,
    ),
    ngettext(
        "Field must be exactly %(max)d character long.",
        "Field must be exactly %(max)d characters long.",
        1,
    ),
    _l("Field must be between %(min)d and %(max)d characters long."),
    _l("Number must be at least %(min)s."),
    _l("Number must be at most %(max)s."),
    _l("Number must be between %(min)s and %(max)s."),
    _l("Date must be at least %(min)s."),
    _l("Date must be at most %(max)s."),
    _l("Date must be between %(min)s and %(max)s."),
    _l("Invalid email address."),
    _l("Invalid IP address."),
    _l("Invalid Mac address."),
    _l("Invalid URL."),
    _l("Invalid UUID."),
    _l("Invalid value, must be one of: %(values)s."),
    _l("Invalid value, can't be any of: %(values)s."),
    _l("This field cannot be edited."),
    _l("This field is disabled and cannot have a value."),
    _l("Invalid CSRF Token."),
    _l("CSRF token missing."),
    _l("CSRF failed."),
    _l("CSRF token expired."),
    _l("Invalid Choice: could not coerce."),
    _l("Choices cannot be None."),
    _l("Not a valid choice."),
    _l("Invalid choice(s): one or more data inputs could not be coerced."),
    ngettext(
        "'%(value)s' is not a valid choice for this field.",
        "'%(value)s' are not valid choices for this field.",
        1,
    ),
    _l("Not a valid datetime value."),
    _l("Not a valid date value."),
    _l("Not a valid time value."),
    _l("Not a valid week value."),
    _l("Not a valid integer value."),
    _l("Not a valid decimal value."),
    _l("Not a valid float value."),
    _l("File does not have an approved extension: {extensions}"),
    _l("File does not have an approved extension."),
)


class Difference(NamedTuple):
    """A field that somebody else changed while a form was open."""

    label: str
    stored: str
    typed: str


class Visible:
    """What is typed, without what nobody sees; refused where nothing is left of it."""

    def __init__(self, missing: LazyString, *, lines: bool = True) -> None:
        self.missing, self.lines = missing, lines
        # As the validators of WTForms do, so that a field knows itself to be required.
        self.field_flags = {"required": True}

    def __call__(self, _form: BaseForm, field: Field) -> None:
        """Keep what is seen, in one line where there is only one."""
        typed = visible(field.data or "")
        field.data = typed if self.lines else " ".join(typed.split())
        if not field.data:
            raise StopValidation(str(self.missing))


class Catalogue:
    """Translations as WTForms asks for them; it fills the placeholders in afterwards."""

    def gettext(self, text: str) -> str:
        """The text in the language of the page."""
        return get_translations().ugettext(text)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The form that fits the number."""
        return get_translations().ungettext(singular, plural, n)


class Form(FlaskForm):  # type: ignore[misc]
    """What every form is."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How the form works."""

        def get_translations(self, _form: Form) -> Catalogue:
            """Where messages are looked up."""
            return Catalogue()
