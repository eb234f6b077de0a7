"""What people read for kinds of rows, fields, doors and what was done."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from coachtrack.domain.types import Better, Kind, Trust
from coachtrack.features.engagements.models import EventKind, Stage
from coachtrack.features.factories.models import OrganisationKind
from coachtrack.features.objections.models import Outcome
from coachtrack.features.signing.models import Cause, Part, Party
from coachtrack.features.visits.models import VisitKind
from coachtrack.kit.journal.tables import Action, Door
from coachtrack.kit.permissions import Audience, Role, Scope
from coachtrack.kit.words import add_words

add_words(
    {
        Door.FORM: pgettext("door", "Form"),
        Door.WORKBOOK: pgettext("door", "Workbook"),
        Door.PHONE: pgettext("door", "Phone"),
        Door.API: pgettext("door", "Other program (API)"),
        Door.COMMAND: pgettext("door", "Command on the server"),
        Door.LINK: pgettext("door", "Link that they made or asked for"),
        Action.ADDED: pgettext("journal", "added"),
        Action.CHANGED: pgettext("journal", "changed"),
        Action.REMOVED: pgettext("journal", "removed"),
        Scope.EVERYTHING: _l("Everything"),
        Scope.PROGRAMME: _l("Programme"),
        Scope.ENGAGEMENT: _l("Engagement"),
        Scope.FACTORY: _l("Factory"),
        Scope.PROVINCE: _l("Province"),
    }
)

#: By the kind of row.
SUBJECTS: dict[str, LazyString] = {
    "programme": _l("Programme"),
    "component": _l("Component"),
    "organisation": _l("Organisation"),
    "factory": _l("Factory"),
    "engagement": _l("Engagement"),
    "measure": _l("Measure"),
    "reading": _l("Reading"),
    "event": _l("Event"),
    "visit": _l("Visit"),
    "indicator": _l("Indicator"),
    "version": _l("Definition"),
    "statement": _l("Statement"),
    "signature": _l("Signature"),
    "scan": _l("Signed paper"),
    "objection": _l("Objection"),
    "claim": _l("Published figure"),
    "account": _l("Account"),
    "membership": _l("Role held"),
    "consent": _l("Who may see the figures"),
}

#: By the name of a field.
FIELDS: dict[str, LazyString] = {
    "account": _l("Account"),
    "agreed": _l("Agreed"),
    "audience": _l("On whose behalf"),
    "baseline": _l("Baseline"),
    "baseline_from": _l("Baseline from"),
    "baseline_to": _l("Baseline to"),
    "batch": _l("Batch"),
    "better": _l("Better"),
    "built_in": _l("Came with the product"),
    "change": _l("Change"),
    "change_kind": _l("Change kind"),
    "code": _l("Code"),
    "compared": _l("Count in comparisons, without the name"),
    "component": _l("Component"),
    "consultants": _l("Consultants"),
    "country": _l("Country"),
    "covers": _l("Covers"),
    "current_version": _l("Current version"),
    "date": _l("Date"),
    "decimals": _l("Decimals"),
    "demo": _l("Demo"),
    "denominator": _l("Denominator"),
    "denominator_vi": _l("Denominator (vi)"),
    "disabled_at": _l("Disabled"),
    "drop_out_reason": _l("Drop-out reason"),
    "email": _l("E-mail"),
    "end_on": _l("End"),
    "engagement": _l("Engagement"),
    "factor": _l("Factor"),
    "factories": _l("Factories"),
    "factory": _l("Factory"),
    "factory_text": _l("Factory text"),
    "firms": _l("Firms"),
    "follow_up": _l("Follow-up"),
    "follow_up_from": _l("Follow-up from"),
    "follow_up_to": _l("Follow-up to"),
    "from_on": _l("From"),
    "gain": _l("Better than the baseline by"),
    "grade": _l("Grade"),
    "headcount": _l("Headcount"),
    "indicator": _l("Indicator"),
    "kind": _l("Kind"),
    "to_lead_firm": _l("Shown to the lead firm"),
    "link": _l("Link to choose a password"),
    "lot": _l("Lot"),
    "main": _l("Main"),
    "main_changed_on": _l("Main measure changed late"),
    "measure": _l("Measure"),
    "to_ministry": _l("Shown to the ministry"),
    "metric_as_printed": _l("Metric as printed"),
    "name": _l("Name"),
    "name_vi": _l("Name (vi)"),
    "next_on": _l("Next visit"),
    "note": _l("Note"),
    "numerator": _l("Numerator"),
    "numerator_vi": _l("Numerator (vi)"),
    "observations": _l("Observations"),
    "on": _l("Date"),
    "organisation": _l("Organisation"),
    "partners": _l("Partners"),
    "password_hash": _l("Password"),
    "period": _l("Period"),
    "planned": _l("Planned factories"),
    "present": _l("Present"),
    "programme": _l("Programme"),
    "programme_text": _l("Programme text"),
    "province": _l("Province"),
    "provinces": _l("Provinces"),
    "qualifier": _l("Qualifier"),
    "rebase": _l("Rebase"),
    "role": _l("Role"),
    "scope": _l("Scope"),
    "sector": _l("Sector"),
    "selection": _l("Selection"),
    "source": _l("Source"),
    "stage": _l("Stage"),
    "start_on": _l("Start"),
    "target": _l("Target"),
    "target_on": _l("Target date"),
    "tax_code": _l("Tax code"),
    "team": _l("Team"),
    "text": _l("Text"),
    "time_zone": _l("Time zone"),
    "to_province": _l("Shown to the province"),
    "to_on": _l("To"),
    "told_by": _l("As told by"),
    "trust": _l("Trust"),
    "unit": _l("Unit"),
    "url": _l("URL"),
    "uuid": _l("Identity"),
    "value": _l("Value"),
    "version": _l("Version"),
    "answer": _l("Answer"),
    "answered_at": _l("Answered on"),
    "read_at": _l("Read on"),
    "answered_by": _l("Answered by"),
    "cause": _l("Cause"),
    "digest": _l("Digest"),
    "made_at": _l("Made on"),
    "made_by": _l("Made by"),
    "media_type": _l("File type"),
    "number": _l("Number"),
    "outcome": _l("Outcome"),
    "part": _l("Part"),
    "party": _l("Side"),
    "reading": _l("Reading"),
    "reason": _l("Reason"),
    "scan": _l("Signed paper"),
    "second_factor": _l("Second factor"),
    "signed_at": _l("Signed on"),
    "size": _l("Size"),
    "statement": _l("Statement"),
    "voided_at": _l("Voided on"),
    "voided_by": _l("Voided by"),
    "windows_changed_on": _l("Windows changed late"),
    "withdrawn": _l("Withdrawn"),
    "year": _l("Year"),
}

#: Fields in which no is an answer, and not what is usual.
ANSWERS = frozenset({"to_province", "to_ministry", "to_lead_firm", "compared"})

#: Of one kind of row, where the same field means something else.
FIELDS_OF: dict[tuple[str, str], LazyString] = {
    ("statement", "made_at"): pgettext("statement", "Made on"),
}

#: The words out of which a field holds one, by kind of row and field, or by field alone.
CHOICES: dict[tuple[str, str], type[StrEnum]] = {
    ("", "stage"): Stage,
    ("", "trust"): Trust,
    ("", "better"): Better,
    ("", "role"): Role,
    ("event", "kind"): EventKind,
    ("visit", "kind"): VisitKind,
    ("organisation", "kind"): OrganisationKind,
    ("version", "kind"): Kind,
    ("membership", "scope"): Scope,
    ("", "part"): Part,
    ("", "party"): Party,
    ("", "cause"): Cause,
    ("", "outcome"): Outcome,
    ("", "audience"): Audience,
}


def field_word(subject: str, field: str) -> str:
    """What people read for a field; its own name where nobody gave it a word."""
    return str(FIELDS_OF.get((subject, field), FIELDS.get(field, field)))


def subject_word(subject: str) -> str:
    """The same for a kind of row."""
    return str(SUBJECTS.get(subject, subject))


def choice_of(subject: str, field: str) -> type[StrEnum] | None:
    """The words out of which a field holds one."""
    return CHOICES.get((subject, field)) or CHOICES.get(("", field))
