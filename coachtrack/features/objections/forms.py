"""The forms for objecting and for answering."""

from __future__ import annotations

from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from coachtrack.features.objections.models import Outcome
from coachtrack.kit.forms import Form, Visible
from coachtrack.kit.words import word

LONGEST = 2000
#: What is said is said in words.
SAID = (Visible(_l("Write it in a sentence or two.")), Length(max=LONGEST))


class ObjectionForm(Form):
    """Which figure, and what is wrong with it."""

    #: Made when the form was opened, so that sending it twice makes one objection.
    uuid = HiddenField()
    measure = SelectField(_l("What it is about"))
    reason = TextAreaField(
        _l("What is wrong, and how you know"),
        SAID,
        render_kw={"rows": 5},
    )

    @property
    def identity(self) -> UUID:
        """By which it is told from others; a new one where none is told."""
        try:
            return UUID(self.uuid.data or "")
        except ValueError:
            return uuid4()


class AnswerForm(Form):
    """What becomes of it, and why."""

    outcome = RadioField(
        _l("Outcome"),
        [InputRequired(_l("Choose what becomes of it."))],
        choices=lambda: [(outcome.value, word(outcome)) for outcome in Outcome],
    )
    answer = TextAreaField(
        _l("Answer to the factory"),
        SAID,
        render_kw={"rows": 5},
    )
