"""The forms of inviting people and of giving roles."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from coachtrack.features.accounts.forms import NameForm, StoredForm
from coachtrack.features.accounts.models import LONGEST_EMAIL
from coachtrack.features.accounts.queries import comparable
from coachtrack.features.members.words import VIEWERS
from coachtrack.kit.characters import visible
from coachtrack.kit.entry_forms import code_in
from coachtrack.kit.forms import Form
from coachtrack.kit.mail import is_address
from coachtrack.kit.permissions import USUAL_AUDIENCE, Audience, Role
from coachtrack.kit.words import word

LONGEST_PLACE = 300


def seen(typed: str | None) -> str | None:
    """What is typed, without what nobody sees."""
    return visible(typed) if typed else typed


#: What is sent for viewers, by on whose behalf they look: nothing is said of the usual.
SENT = {
    USUAL_AUDIENCE: Role.VIEWER.value,
    Audience.PROVINCE: f"{Role.VIEWER}:{Audience.PROVINCE}",
    Audience.LEAD_FIRM: f"{Role.VIEWER}:{Audience.LEAD_FIRM}",
}


class RoleForm(Form):
    """A role and where it is held."""

    role = SelectField(_l("Role"), [InputRequired(_l("Choose a role."))])
    place = StringField(
        _l("Where"),
        [Optional(), Length(max=LONGEST_PLACE)],
        filters=[seen],
        description=_l(
            "The programme of a lead or a viewer, the engagement of a consultant, the factory of"
            " its manager. An administrator needs none."
        ),
        render_kw={"list": "places", "autocomplete": "off"},
    )

    def offer(self, roles: list[Role]) -> None:
        """The roles that can be chosen; a viewer looks on behalf of somebody."""
        known = [(role.value, word(role)) for role in roles if role != Role.VIEWER]
        if Role.VIEWER in roles:
            known += [(sent, str(VIEWERS[audience])) for audience, sent in SENT.items()]
        self.role.choices = [("", _("Choose …")), *known]

    @property
    def meant(self) -> tuple[Role, Audience | None]:
        """The role that is chosen, and on whose behalf."""
        role, _colon, audience = (self.role.data or "").partition(":")
        return Role(role), Audience(audience) if audience else None

    @property
    def code(self) -> str:
        """The code of the place that is typed or chosen."""
        return code_in(self.place.data or "").strip()

    def no_such_place(self) -> None:
        """Say that the role cannot be given there."""
        self.place.errors = [
            _(
                "This role cannot be given there. Choose a place from the list that fits the role;"
                " at a factory that other programmes list too, an administrator gives it."
            )
        ]


class AddressForm(NameForm):
    """Name and e-mail address."""

    email = StringField(
        _l("E-mail address"),
        [InputRequired(_l("Enter the e-mail address.")), Length(max=LONGEST_EMAIL)],
        filters=[seen],
        render_kw={"type": "email", "autocomplete": "off", "inputmode": "email"},
    )

    def validate_email(self, field: StringField) -> None:
        """One address that mail can be sent to, in the form in which it is stored."""
        if not is_address(comparable(field.data or "")):
            raise ValidationError(_("This is no e-mail address. Write one such as lan@firm.vn."))


class PersonForm(AddressForm, StoredForm):
    """Name and address of somebody who is there already."""

    stored_fields = ("name", "email")


class InvitationForm(AddressForm, RoleForm):
    """Whom to invite, and to what."""

    mail = BooleanField(_l("Send the link by e-mail too"))
