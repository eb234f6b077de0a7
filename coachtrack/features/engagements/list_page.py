"""What the list of engagements can be narrowed by, and its orders."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from coachtrack.features.engagements.models import Engagement, Stage
from coachtrack.features.engagements.queries import EngagementCount
from coachtrack.kit.filters import Chip, Filter, chips, counts, sorting
from coachtrack.kit.lists import Asked, Page
from coachtrack.kit.permissions import Person, Scope
from coachtrack.kit.words import word


def filters(asked: Asked, counted: Sequence[EngagementCount], person: Person) -> list[Filter]:
    """Whose, of which programme and batch, and how far they have come."""
    of_any_batch = {name: value for name, value in asked.chosen.items() if name != "batch"}
    programmes = counts(counted, "programme", of_any_batch)
    batches = counts(counted, "batch", asked.chosen)
    stages = counts(counted, "stage", asked.chosen)
    found = [
        Filter(_("Coached by"), _whose(asked, person)),
        Filter(
            _("Programme"),
            chips(asked, "programme", [(p, p) for p in sorted(programmes)], programmes, "batch"),
        ),
        Filter(_("Stage"), chips(asked, "stage", [(s.value, word(s)) for s in Stage], stages)),
    ]
    # A batch is a label of its programme and says nothing beside those of another.
    if len(programmes) == 1 or asked.chosen.keys() & {"programme", "batch"}:
        labels = [(batch, batch) for batch in sorted(batches) if batch]
        found.insert(2, Filter(_("Batch"), chips(asked, "batch", labels, batches)))
    return found


def _whose(asked: Asked, person: Person) -> tuple[Chip, ...]:
    """Only for those who coach some and see others too."""
    scopes = {grant.scope for grant in person.grants}
    coaches_some = Scope.ENGAGEMENT in scopes and len(scopes) > 1
    return chips(asked, "mine", [("yes", _("Me"))], {"yes": None}, fewest=1) if coaches_some else ()


def order(page: Page[Engagement]) -> Filter:
    """By what the list is sorted."""
    return sorting(
        page, [("", _("Factory")), ("start", _("Start, latest first")), ("code", _("Code"))]
    )
