"""The form in which a factory says who may see its figures."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import Length, ValidationError

from coachtrack.features.consents.actions import Decisions
from coachtrack.features.factories.models import Consent
from coachtrack.kit.forms import Form, Visible

LONGEST = 200
#: What is sent, and what it means.
MEANT = {"yes": True, "no": False, "": None}
_SENT = {meant: sent for sent, meant in MEANT.items()}


def _answers() -> list[tuple[str, str]]:
    return [("yes", _("Yes")), ("no", _("No")), ("", _("Not decided yet"))]


def _chosen(_form: Form, field: RadioField) -> None:
    if not field.raw_data:
        raise ValidationError(_("Choose one of them."))


class ConsentForm(Form):
    """To whom by name, and whether in comparisons."""

    to_province = RadioField(_l("The province"), [_chosen], choices=_answers, default="")
    to_ministry = RadioField(_l("The ministry"), [_chosen], choices=_answers, default="")
    to_lead_firm = RadioField(_l("The lead firm"), [_chosen], choices=_answers, default="")
    compared = RadioField(
        _l("Count in comparisons, without the name"), [_chosen], choices=_answers, default=""
    )
    told_by = StringField(
        _l("Who of the factory said so"),
        [Visible(_l("Write who of the factory said so.")), Length(max=LONGEST)],
        description=_l("Name and position, and where it is written, such as in the registration."),
    )
    #: Which version of what is stored the form was opened with.
    seen = HiddenField(default="0")

    def show(self, stored: Consent | None) -> None:
        """What is stored."""
        for name in Decisions._fields:
            self[name].data = _SENT[getattr(stored, name, None)]
        if "told_by" in self:
            self.told_by.data = stored.told_by if stored else ""
        self.see(stored)

    def see(self, stored: Consent | None) -> None:
        """Keep in the form which version is stored, and what it says."""
        said = (_SENT[getattr(stored, name, None)] for name in Decisions._fields)
        self.seen.data = " ".join([str(stored.version if stored else 0), ",".join(said)])

    def is_older_than(self, stored: Consent | None) -> bool:
        """Whether another version was stored since the form was opened."""
        version = (self.seen.data or "").partition(" ")[0]
        return version != str(stored.version if stored else 0)

    def take_over(self, stored: Consent | None) -> list[str]:
        """Take what is stored where nothing was changed here; the names of what differs then."""
        opened = (self.seen.data or "").partition(" ")[2].split(",")
        differing = []
        for name, was in zip(Decisions._fields, opened, strict=False):
            now = _SENT[getattr(stored, name, None)]
            if self[name].data == was:
                self[name].data = now
            elif self[name].data != now:
                differing.append(name)
        return differing

    @property
    def said(self) -> Decisions:
        """What was chosen."""
        return Decisions(*(MEANT[self[name].data] for name in Decisions._fields))
