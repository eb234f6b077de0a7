"""The forms of signing in, of passwords and of one's own account."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError

from coachtrack.features.accounts import passwords
from coachtrack.features.accounts.passwords import Objection
from coachtrack.kit.characters import visible
from coachtrack.kit.entry_forms import digest
from coachtrack.kit.forms import Difference, Form

#: More than any password has, however its letters are taken apart on the way; one that is too long
#: is told so where it is chosen.
LONGEST_TYPED = 1000
LONGEST_NAME = 200


def objection_told(found: Objection, *, second_factor: bool = False) -> str:
    """Why a password will not do, and what to do."""
    shortest = passwords.SHORTEST_WITH_SECOND_FACTOR if second_factor else passwords.SHORTEST
    told = {
        Objection.SHORT: _(
            "Choose a password of at least %(n)s characters; a sentence is easiest.", n=shortest
        ),
        Objection.LONG: _("Choose a password of at most %(n)s characters.", n=passwords.LONGEST),
        Objection.COMMON: _(
            "Many people use this password, so it is tried first. Choose another one; a sentence"
            " of your own is easiest."
        ),
        Objection.GUESSED: _(
            "This password is little more than a name, an address or a code that others know."
            " Choose another one; a sentence of your own is easiest."
        ),
    }
    return told[found]


def old_password(label: Any) -> PasswordField:
    """A field for the password that a person has."""
    return PasswordField(
        label,
        [InputRequired(_l("Enter your password.")), Length(max=LONGEST_TYPED)],
        render_kw={"autocomplete": "current-password"},
    )


def code_field(label: Any, hint: Any = "") -> StringField:
    """A field for a code of the second factor."""
    return StringField(
        label,
        [InputRequired(_l("Enter the code.")), Length(max=60)],
        description=hint,
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )


class SignInForm(Form):
    """Address and password, and where to go afterwards."""

    email = StringField(
        _l("E-mail address"),
        [InputRequired(_l("Enter your e-mail address.")), Length(max=254)],
        render_kw={"type": "email", "autocomplete": "username", "inputmode": "email"},
    )
    # Some keyboards send a letter and its accents apart, so the longest is typed longer than it is.
    password = old_password(_l("Password"))
    next = HiddenField()


class CodeForm(Form):
    """The second step of signing in."""

    code = code_field(_l("Code"), _l("Six digits, or one of your recovery codes."))
    next = HiddenField()


class ForgottenForm(Form):
    """Whose password is forgotten."""

    email = StringField(
        _l("E-mail address"),
        [InputRequired(_l("Enter your e-mail address.")), Length(max=254)],
        render_kw={"type": "email", "autocomplete": "username", "inputmode": "email"},
    )


class NewPasswordForm(Form):
    """A password, typed twice."""

    new = PasswordField(
        _l("New password"),
        [InputRequired(_l("Enter a new password.")), Length(max=LONGEST_TYPED)],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("The new password once more"),
        [
            InputRequired(_l("Enter the new password once more.")),
            EqualTo("new", _l("The two are not the same. Type both again.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )

    def object(self, found: Objection, *, second_factor: bool) -> None:
        """Say at the field why the password will not do."""
        self.new.errors = [objection_told(found, second_factor=second_factor)]


class ChangePasswordForm(NewPasswordForm):
    """One's own password, for which the old one is needed."""

    old = old_password(_l("The password until now"))


class SetUpForm(Form):
    """Turning the second factor on."""

    password = old_password(_l("Your password"))
    code = code_field(_l("Code"), _l("The six digits that the app shows now."))


class ConfirmForm(Form):
    """Something for which the password is asked again."""

    password = old_password(_l("Your password"))


class StoredForm(Form):
    """A form about what is stored, which somebody else may change while it is open."""

    #: Fields that are stored as they are typed.
    stored_fields: ClassVar[tuple[str, ...]] = ()
    #: By field, a digest of what was stored when the form was opened.
    seen = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflict: list[Difference] = []
        #: What stands in fields that were not touched, with what they are called.
        self.taken: list[str] = []

    def see(self, stored: Any) -> None:
        """Note what is stored."""
        values = ((name, getattr(stored, name)) for name in self.stored_fields)
        self.seen.data = " ".join(f"{name}={digest((value,))}" for name, value in values)

    def is_overtaken(self, stored: Any) -> bool:
        """Whether something else was stored meanwhile than what is typed: both are shown then.

        Fields that were not touched show what is stored now.
        """
        marks = dict(part.partition("=")[::2] for part in (self.seen.data or "").split())
        names = [name for name in self.stored_fields if name in marks]
        if all(marks[name] == digest((getattr(stored, name),)) for name in names):
            return False
        for name in names:
            field, there = self[name], str(getattr(stored, name))
            if field.data == there:
                continue
            if marks[name] == digest((field.data,)):
                field.data = there
                self.taken.append(f"{field.label.text}: {there}")
            else:
                self.conflict.append(Difference(str(field.label.text), there, field.data or ""))
        self.see(stored)
        return bool(self.conflict or self.taken)


class NameForm(Form):
    """What a person is called."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("Enter the name.")), Length(max=LONGEST_NAME)],
        filters=[lambda typed: visible(typed) if typed else typed],
        render_kw={"autocomplete": "name"},
    )

    def validate_name(self, field: StringField) -> None:
        """A name that nobody can see is none."""
        if not field.data or "\n" in field.data or "\t" in field.data:
            raise ValidationError(_("Enter the name, in one line."))


class OwnNameForm(NameForm, StoredForm):
    """What one is called oneself."""

    stored_fields = ("name",)
