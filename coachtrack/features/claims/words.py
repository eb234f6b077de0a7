"""What people read of a published figure: our remarks in their language, all else as printed."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coachtrack.kit.text import language_of

#: Stands between the parts of a remark.
BETWEEN = "; "

#: The remarks, units and qualifiers of the figures that come with the product.
REMARKS: dict[str, LazyString] = {
    "company statement, press": _l("company statement, press"),
    "company/Samsung statement, press": _l("company or Samsung statement, press"),
    "company statement": _l("company statement"),
    "programme statement, press": _l("programme statement, press"),
    "programme statement": _l("programme statement"),
    "administrative": _l("administrative data"),
    "administrative data + propensity score matching": _l(
        "administrative data, propensity score matching"
    ),
    "administrative data + PSM": _l("administrative data, propensity score matching"),
    "consultant report": _l("consultant report"),
    "self-reported": _l("self-reported"),
    "KBIZ survey, press": _l("KBIZ survey, press"),
    "RCT": _l("randomised controlled trial"),
    "RCT (early draft)": _l("randomised controlled trial, early draft"),
    "press summary of RCT": _l("press summary of a randomised controlled trial"),
    "case study": _l("case study"),
    "agency estimate": _l("agency estimate"),
    '"128%" = index (i.e. +28%) or +128%: undecidable': _l(
        "“128” may be an index, that is 28 percent more, or 128 percent more"
    ),
    "index 166 (=+66%) or +166%: undecidable": _l(
        "“166” may be an index, that is 66 percent more, or 166 percent more"
    ),
    "shows a sustained re-measurement (188)": _l("measured again later: 188"),
    '"improved by 58%" for a lower-is-better metric': _l(
        "printed as “improved by 58 percent”, although lower is better"
    ),
    '"improved by" a lower-is-better metric': _l("printed as “improved”, although lower is better"),
    '"takt-time" in days is really lead/throughput time': _l(
        "“takt time” in days means the lead time"
    ),
    'Korean press (hankyung) prints "up to" 75': _l(
        "the Korean press (hankyung) prints “up to” 75"
    ),
    "baseline 0: relative change undefined": _l("zero before, so there is no relative change"),
    "probably metric not tracked before": _l("it was probably not tracked before"),
    "could be percentage points": _l("these may be percentage points"),
    "firm attribution unclear in the Korean text": _l(
        "the Korean text does not say clearly which firm is meant"
    ),
    "good practice: same season, same head-count": _l(
        "well compared: same season, same number of people"
    ),
    "maximum over segments, not the firm mean": _l(
        "the largest of several product segments, not the average of the firm"
    ),
    "relative vs percentage points not stated": _l(
        "not said whether this is relative or in percentage points"
    ),
    "no baseline printed": _l("no figure before is printed"),
    "pooled / mean / median not stated": _l("not said whether this is a sum, a mean or a median"),
    "same experiment as previous row, earlier follow-up: estimates move with follow-up length": _l(
        "the same experiment as the one before, measured earlier: the effect depends on when it is"
        " measured"
    ),
    "share of firms reporting an improvement is NOT an average improvement": _l(
        "the share of firms that report an improvement, not how much they improved"
    ),
    "three metrics, two numbers (20 and 30): cannot be assigned, left blank": _l(
        "three metrics but two numbers, 20 and 30: which is which is not clear"
    ),
    "whether each figure is matched or raw is not stated in the excerpt": _l(
        "not said whether the figure is matched or raw"
    ),
    "more than": _l("more than"),
    "up to": _l("up to"),
    "at least": _l("at least"),
    "at least, best firms": _l("at least, best firms"),
    "average (method not stated)": _l("average, method not stated"),
    "average": _l("average"),
    "range": _l("range"),
    "most firms": _l("most firms"),
    "follow-up is an upper bound (<0.5)": _l("after: less than 0.5"),
    "firms": _l("firms"),
    "% of firms": _l("percent of the firms"),
    "level (1-5)": _l("level 1–5"),
    "min": _l("minutes"),
    "machines": _l("machines"),
    "h": _l("hours"),
    "day": _l("days"),
    "USD/person/month": _l("USD/person/month"),
    "VND/year": _l("VND/year"),
    "improvements": _l("improvements"),
    "projects": _l("projects"),
    "persons": _l("persons"),
    "components/month": _l("components/month"),
    "global": _l("several countries"),
    "IN (authors)": _l("India, as the authors say"),
}


class Told(NamedTuple):
    """A text on a page and its language; empty where that is the page's."""

    text: str
    language: str = ""


def told(text: str) -> list[Told]:
    """What is read for a remark, part by part; what others wrote stays as it is."""
    parts = filter(None, text.split(BETWEEN))
    return [
        Told(str(REMARKS[part])) if part in REMARKS else Told(part, language_of(part))
        for part in parts
    ]


def country(code: str) -> list[Told]:
    """The name of a country by its code."""
    locale = get_locale()
    name = locale.territories.get(code) if locale else None
    return [Told(name)] if name else told(code)
