"""What other factories achieved, without saying which: what a factory is compared with.

Nobody shall work out another factory from it. So there is one group for an indicator and no way
to narrow it; it is told from five other factories up; what is told is rounded to whole percents;
and none of the factories that whoever asks has a part in is in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from coachtrack.domain.cohorts import Quartiles, left_out_reason, quartiles_without_names
from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories.models import Consent, Factory
from coachtrack.features.indicators.cohorts import Outcome, indicator_figures, outcomes_query
from coachtrack.features.indicators.models import Indicator, IndicatorVersion
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import OPERATOR


def achieved_by_others(
    wanted: Mapping[str, IndicatorVersion], own: Collection[str], *, demo: bool
) -> dict[str, Quartiles]:
    """The quartiles of the improvements of other factories, by indicator; none where they are few.

    `own`: the codes of the factories that are not others. Invented figures are compared with
    invented ones.
    """
    rows = _counting(wanted, own, demo=demo)
    found = {code: _improvements(rows, version, code) for code, version in wanted.items()}
    told = {code: quartiles_without_names(values) for code, values in found.items()}
    return {code: quartiles for code, quartiles in told.items() if quartiles}


def _counting(codes: Collection[str], own: Collection[str], *, demo: bool) -> Sequence[Outcome]:
    """The results of the factories that agreed, the latest engagement first."""
    agreed = (
        outcomes_query(OPERATOR)
        .join(Consent, Consent.factory_id == Factory.id)
        .where(
            Consent.compared.is_(True),
            Indicator.code.in_(codes),
            Factory.code.not_in(own),
            Programme.demo.is_(demo),
        )
        .order_by(None)
        .order_by(Engagement.start_on.desc(), Engagement.code.desc())
    )
    return [Outcome._make(row) for row in db.session.execute(agreed)]


def _improvements(rows: Sequence[Outcome], version: IndicatorVersion, code: str) -> list[float]:
    """One for each factory: that of its latest engagement that was measured."""
    found: dict[str, float] = {}
    for row in indicator_figures(rows, version, code).rows:
        if left_out_reason(row) is None and row.improvement is not None:
            found.setdefault(row.factory, row.improvement)
    return list(found.values())
