"""What a history can be narrowed by."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from coachtrack.features.history.queries import HistoryCount
from coachtrack.features.history.words import SUBJECTS, subject_word
from coachtrack.kit.filters import Filter, chips, counts
from coachtrack.kit.journal.tables import Door
from coachtrack.kit.lists import Asked
from coachtrack.kit.words import word


def filters(asked: Asked, counted: Sequence[HistoryCount]) -> list[Filter]:
    """Who, which kind of row, through which door."""
    people = counts(counted, "who", asked.chosen)
    kinds = counts(counted, "subject", asked.chosen)
    doors = counts(counted, "door", asked.chosen)
    order = [*SUBJECTS, *sorted(kinds.keys() - SUBJECTS.keys())]
    return [
        Filter(_("Who"), chips(asked, "who", [(each, each) for each in sorted(people)], people)),
        Filter(_("Kind"), chips(asked, "subject", [(s, subject_word(s)) for s in order], kinds)),
        Filter(_("Door"), chips(asked, "door", [(d.value, word(d)) for d in Door], doors)),
    ]
