"""The forms for signing, for what was signed on paper, and for opening it for a correction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import PasswordField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from coachtrack.features.accounts.forms import LONGEST_TYPED
from coachtrack.features.signing import printed
from coachtrack.features.signing.models import Cause
from coachtrack.features.signing.page import Line, Section
from coachtrack.kit import formats, pictures
from coachtrack.kit.characters import shown_name
from coachtrack.kit.forms import Form, Visible
from coachtrack.kit.pictures import BadPicture, Objection
from coachtrack.kit.words import word

#: Of a name.
LONGEST_NAME = 200
LONGEST_REASON = 500
#: A name as it stands on a paper.
NAMED = (
    Visible(_l("Enter the name that stands on the paper."), lines=False),
    Length(max=LONGEST_NAME),
)
#: Bytes of a scan.
LARGEST_SCAN = 20_000_000
PDF = "application/pdf"
#: A whole one says at its end where its contents are listed.
PDF_BEGINS, PDF_ENDS, PDF_END_WITHIN = b"%PDF-", (b"startxref", b"%%EOF"), 2048
#: Those are chosen by nobody.
FOUND = (Cause.CHANGED_BEFORE, Cause.BASELINE_REOPENED)


class Chosen(SelectMultipleField):
    """Measures, each by the digest of what is signed of it."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: BaseForm) -> None:
        """What was read before signing is what is there."""
        if not {*(self.data or ())} <= {digest for digest, *_told in self.iter_choices()}:
            raise ValidationError(
                _("Somebody changed these figures, or signed them, meanwhile. Read them again.")
            )


class SigningForm(Form):
    """Which measures, and the password once more."""

    measures = Chosen(_l("What is signed"), [InputRequired(_l("Choose what is signed."))])

    password = PasswordField(
        _l("Your password"),
        [
            InputRequired(_l("Enter your password: it is your signature.")),
            Length(max=LONGEST_TYPED),
        ],
        description=_l("It stands for your signature."),
        render_kw={"autocomplete": "current-password"},
    )

    def offer(self, lines: Sequence[Line]) -> None:
        """What can be signed; all of it is meant unless something is taken out."""
        self.measures.choices = [(line.digest, line.name) for line in lines]
        if not self.is_submitted():
            self.measures.data = [line.digest for line in lines]

    def seen(self, lines: Sequence[Line]) -> dict[int, str]:
        """By measure, the digest of what was chosen."""
        chosen = {*(self.measures.data or ())}
        return {line.view.measure.id: line.digest for line in lines if line.digest in chosen}


class PaperForm(Form):
    """What was signed on paper: which figures, by whom, when, and a picture of it."""

    digests = StringField(
        _l("The first 8 characters of each digest on the paper"),
        [InputRequired(_l("Type what stands on the paper as the digest of the figures."))],
        description=_l("They stand in bold, such as 3f9a01c7. Several are parted by spaces."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    factory = StringField(_l("Who signed for the factory"), NAMED)
    consultant = StringField(_l("Who signed for the consultants"), NAMED)
    on = StringField(
        _l("The day on the paper"),
        [InputRequired(_l("Enter the day that stands on the paper."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    scan = FileField(
        _l("The signed and stamped paper"),
        [FileRequired(_l("Choose the picture or the PDF of the signed paper."))],
        description=_l(
            "PDF, JPEG, PNG or WebP, at most 20 MB. Of a picture only what is seen is kept: not"
            " where, when and with what it was taken."
        ),
        render_kw={"accept": "application/pdf,image/jpeg,image/png,image/webp"},
    )

    def __init__(self, section: Section, today: date, time_zone: str) -> None:
        super().__init__()
        self.section, self.latest, self.time_zone = section, today, time_zone
        #: What the paper is about, once it is found.
        self.lines: list[Line] = []
        self.day: date | None = None
        self.content, self.media_type, self.file_name = b"", "", ""

    @property
    def seen(self) -> dict[int, str]:
        """By measure, the digest on the paper."""
        return {line.view.measure.id: line.digest for line in self.lines}

    def validate(self, extra_validators: Any = None) -> bool:
        """What was printed is what is there, and was over when it was signed."""
        if not super().validate(extra_validators) or self.day is None:
            return False
        typed = printed.digests_in(self.digests.data or "")
        found = {each: printed.lines_with(each, self.section.printed) for each in typed}
        self.lines = [line for lines in found.values() for line in lines]
        self.digests.errors = [*self._unlike(found, self.day), *self._signed()]
        early = [line for line in self.lines if line.ends_on >= self.day]
        self.on.errors = [_before_its_end(line) for line in early]
        return not (self.digests.errors or self.on.errors)

    def _unlike(self, found: Mapping[str, Sequence[Line]], on: date) -> Iterator[str]:
        others = [line for line in self.section.on_paper if line not in self.lines]
        for digest, lines in found.items():
            if not lines:
                yield printed.difference(digest, others, on, self.time_zone)

    def _signed(self) -> Iterator[str]:
        for line in self.lines:
            if line.statement is not None and line.statement.signed:
                yield _("%(measure)s: %(told)s.", measure=line.name, told=line.told)

    def validate_digests(self, field: StringField) -> None:
        """As much of each as tells them apart."""
        typed = printed.digests_in(field.data or "")
        if not typed or any(len(each) < printed.SHORTEST for each in typed):
            raise ValidationError(_("Type at least the first 8 characters of each digest."))

    def validate_on(self, field: StringField) -> None:
        """A day that is over."""
        try:
            self.day = formats.parse_day(field.data or "", latest=self.latest, near=self.latest)
        except formats.Unreadable as unreadable:
            raise ValidationError(str(unreadable)) from unreadable

    def validate_scan(self, field: FileField) -> None:
        """What it is shows in its first bytes, whatever it is called; takes a while."""
        self.file_name = shown_name(field.data.filename or "")
        self.content = field.data.read(LARGEST_SCAN + 1)
        field.data.close()
        if len(self.content) > LARGEST_SCAN:
            raise ValidationError(
                _("The file is too large. Scan it smaller, or in black and white.")
            )
        if self.content.startswith(PDF_BEGINS):
            self.media_type = PDF
            if not all(mark in self.content[-PDF_END_WITHIN:] for mark in PDF_ENDS):
                raise ValidationError(_("This PDF is damaged. Save it or scan it once more."))
            return
        try:
            self.content = pictures.painted_anew(self.content)
        except BadPicture as bad:
            raise ValidationError(_picture_told(bad.objection)) from bad
        self.media_type = pictures.MEDIA_TYPE


class ReopeningForm(Form):
    """Why what was signed is opened for a correction."""

    cause = SelectField(
        _l("Reason"),
        [InputRequired(_l("Choose the reason."))],
        choices=lambda: [("", _("Choose …")), *_causes()],
    )
    reason = TextAreaField(
        _l("What is wrong, and what will be right"),
        [
            Visible(_l("Say what is wrong: both sides will read it.")),
            Length(max=LONGEST_REASON),
        ],
        render_kw={"rows": 3},
    )


def _picture_told(found: Objection) -> str:
    """Why a picture will not do, and what to do."""
    told = {
        Objection.FOREIGN: _("This is neither a PDF nor a JPEG, PNG or WebP picture."),
        Objection.HEIC: _(
            "This picture is in the format HEIC, which few computers can show. Send it as JPEG:"
            " on an iPhone choose “Most Compatible” under Settings, Camera, Formats, and take it"
            " again; or scan the paper as a PDF."
        ),
        Objection.LARGE: _(
            "This picture has too many pixels. Take it with a lower resolution, or scan the paper"
            " as a PDF."
        ),
        Objection.BROKEN: _("This picture is damaged. Take it or scan it once more."),
    }
    return told[found]


def _causes() -> list[tuple[str, str]]:
    return [(cause.value, word(cause)) for cause in Cause if cause not in FOUND]


def _before_its_end(line: Line) -> str:
    return _(
        "%(measure)s was counted until %(day)s, so it was signed after that day.",
        measure=line.name,
        day=formats.day(line.ends_on),
    )
