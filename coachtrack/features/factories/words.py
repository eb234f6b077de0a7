"""What people read for the kinds of organisations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from coachtrack.features.factories.models import OrganisationKind
from coachtrack.kit.words import add_words

add_words(
    {
        OrganisationKind.MINISTRY: _l("Ministry"),
        OrganisationKind.DEPARTMENT: _l("Provincial department"),
        OrganisationKind.LEAD_FIRM: _l("Lead firm"),
        OrganisationKind.CONSULTANCY: _l("Consultancy"),
        OrganisationKind.ASSOCIATION: _l("Association"),
        OrganisationKind.ENTERPRISE: _l("Enterprise"),
    }
)
