"""What chance explains of a measure's course: centre and limits, and the points that break out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext, pgettext
from flask_babel.speaklater import LazyString

from coachtrack.domain.comparison import READINGS_FOR_LIMITS
from coachtrack.domain.condensing import Condensed
from coachtrack.domain.courses import Course
from coachtrack.domain.signs import Pattern, Sign, unsteady
from coachtrack.domain.types import Definition, Kind, Reading
from coachtrack.features.engagements.models import Event
from coachtrack.features.indicators.conclusions import changed_on, unsteady_told
from coachtrack.kit import formats
from coachtrack.kit.charts import Axis, Caption, Line, Point, Series, Shape, Tone

#: How a point is marked that chance seldom makes: on the good side, and on the other one.
GOOD, BAD = (Shape.DIAMOND, Tone.IMPROVE), (Shape.UP, Tone.CONCERN)

#: Kinds of control charts (`domain.strength.Limits.method`).
METHODS: dict[str, LazyString] = {
    "p": _l("p chart"),
    "p-prime": _l("p′ chart after Laney"),
    "u": _l("u chart"),
    "u-prime": _l("u′ chart after Laney"),
    "xmr": _l("chart of individual values, XmR"),
}

Signs = Mapping[Reading, Sign]


def signs_of(courses: Iterable[Course]) -> Signs:
    """The readings that break a rule, each with its plainest sign."""
    return {
        reading: sign
        for course in courses
        for reading, sign in zip(course.limits.readings, course.signs, strict=True)
        if sign
    }


def scale_of(kind: Kind, definition: Definition) -> float:
    """What turns the figures of limits into the unit; single values are in it already."""
    return 1.0 if kind == Kind.VALUE else definition.factor


def limit_series(courses: Iterable[Course], scale: float) -> list[Series]:
    """Both limits of each course, by steps; one that lies at nothing throughout is not drawn."""
    found = []
    for course in courses:
        chart, readings = course.limits.chart, course.limits.readings
        for name, values in ((_("Upper limit"), chart.upper), (_("Lower limit"), chart.lower)):
            if any(values):
                points = [
                    Point(_start(reading), value * scale)
                    for reading, value in zip(readings, values, strict=True)
                ]
                points.append(Point(_end(readings[-1]), points[-1].y))
                found.append(
                    Series(
                        name,
                        tuple(points),
                        Tone.QUIET,
                        Shape.NONE,
                        stepped=True,
                        told=False,
                    )
                )
    return found


def centre_lines(
    courses: Sequence[Course],
    ordered: Sequence[Reading],
    scale: float,
    caption: Caption,
    x: Axis,
) -> list[Line]:
    """The frozen centre of each course, until the next one begins or counting changes."""
    following = [_begins(course) for course in courses[1:]] + [x.high]
    lines = []
    for course, stop in zip(courses, following, strict=True):
        end = min(stop, counted_so_until(ordered, course.limits.readings[0].start, x))
        value = course.limits.chart.centre[0] * scale
        lines += centre_line(course.since, (_begins(course), end), value, caption, x)
    return lines


def counted_so_until(ordered: Sequence[Reading], since: date, x: Axis) -> float:
    """The end of the axis, or where another way of counting begins."""
    changed = changed_on([reading for reading in ordered if reading.start >= since])
    return changed.toordinal() - 0.5 if changed else x.high


def centre_line(
    since: date | None, ends: tuple[float, float], value: float, caption: Caption, x: Axis
) -> list[Line]:
    """A frozen centre; none where there is no room for it."""
    if ends[1] <= ends[0]:
        return []
    if since:
        name = _("Centre since %(day)s", day=formats.day(since))
        told = pgettext("line of a chart", "Centre")
    else:
        name = _("Centre from the baseline")
        told = pgettext("line of a chart", "Baseline")
    # Where it ends before the axis, the others beside the chart are not compared with it.
    label = told + "\n" + caption.numerals.label(value) if ends[1] == x.high else ""
    return [Line(name, ends, (value, value), label=label, dashed=True)]


def marked(point: Point, sign: Sign) -> Point:
    """A point that breaks a rule, with which one it is."""
    shape, tone = GOOD if sign.good else BAD
    return replace(point, shape=shape, tone=tone, note=sign_told(sign))


def sign_told(sign: Sign) -> str:
    """Which rule a reading breaks, as people say it."""
    if sign.pattern == Pattern.RUN:
        told = _(
            "one of %(n)s in a row on one side of the centre, since %(day)s",
            n=formats.integer(sign.readings),
            day=formats.day(sign.since),
        )
    elif sign.pattern == Pattern.TWO_OF_THREE:
        told = _("two of three close to the limit")
    else:
        told = _("above the upper limit") if sign.high else _("below the lower limit")
    if sign.good:
        return _("Unusual, better: %(told)s", told=told)
    return _("Unusual, worse: %(told)s", told=told)


def marks_of(signs: Signs) -> list[tuple[Shape, Tone, str]]:
    """What the shapes of signs mean, as far as there are any."""
    told = {sign.good for sign in signs.values()}
    words = ((True, GOOD, _("Unusual: better")), (False, BAD, _("Unusual: worse")))
    return [(*look, meaning) for good, look, meaning in words if good in told]


def event_told(event: Event) -> str:
    """What happened, and whether the limits start anew with it."""
    if not event.rebase:
        return event.text
    return _("%(text)s Centre and limits start anew here.", text=event.text)


def drawn_together(drawn: Condensed, readings: int) -> Iterable[str]:
    """That points stand for several readings, where they do."""
    if drawn.days:
        yield ngettext(
            "There are %(readings)s readings: each point is those of %(num)s day together.",
            "There are %(readings)s readings: each point is those of %(num)s days together.",
            drawn.days,
            readings=formats.integer(readings),
        )


def footnotes(courses: Sequence[Course], *, together: bool = False) -> tuple[str, ...]:
    """What the thin lines are and what they rest on, and where they start anew.

    Where several readings are drawn `together`, they rest on as many points as there are then.
    """
    notes = []
    for course in courses:
        n, method = course.limits.baseline, method_word(course)
        words = {"n": formats.integer(n), "method": method}
        if together:
            told = _of_points(course, words)
        elif course.since:
            told = _(
                "Since %(day)s centre and limits are new: from the first %(n)s readings"
                " (%(method)s).",
                day=formats.day(course.since),
                **words,
            )
        else:
            told = _(
                "Thin lines: the limits of chance, from the %(n)s readings of the baseline"
                " (%(method)s).",
                **words,
            )
        if course.trial and not together:
            told += " " + _(
                "Trial limits: %(needed)s readings are needed for firm ones.",
                needed=READINGS_FOR_LIMITS,
            )
        notes.append(" ".join([told, *_about(course)]))
    return tuple(notes)


def _about(course: Course) -> Iterator[str]:
    """What a reader must know of limits: what their middle is, and how firm their ground."""
    if course.limits.method == "xmr":
        yield _("The line in the middle is the plain mean of these readings.")
    marked = unsteady(course.limits)
    if marked and course.since is None:
        yield unsteady_told(marked)


def _of_points(course: Course, words: Mapping[str, str]) -> str:
    if course.since:
        return _(
            "Since %(day)s centre and limits are new: from the first %(n)s points (%(method)s).",
            day=formats.day(course.since),
            **words,
        )
    return _(
        "Thin lines: the limits of chance, from the %(n)s points of the baseline (%(method)s).",
        **words,
    )


def method_word(course: Course) -> str:
    """The kind of control chart, in the language of the page."""
    return str(METHODS[course.limits.method])


def varying(courses: Sequence[Course]) -> str:
    """How much more the baseline varies than chance, where that makes its limits wider."""
    first = courses[0].limits if courses else None
    if first is None or first.chart.sigma_z is None:
        return ""
    return _(
        "From one reading to the next the baseline varies %(times)s times as much as chance alone"
        " would, so its limits are that much wider.",
        times=formats.number(first.chart.sigma_z, 2),
    )


def not_widened(courses: Sequence[Course]) -> str:
    """That dispersion leaves the limits as they are; empty where they are wider for something."""
    if not courses or varying(courses):
        return ""
    return _(
        "The limits of the chart are not widened for it (method: %(method)s): they look at how the"
        " baseline varies from one reading to the next.",
        method=method_word(courses[0]),
    )


def _begins(course: Course) -> float:
    """Where the centre begins; that of the baseline where its own mean ends."""
    if course.since:
        return course.since.toordinal() - 0.5
    return _end(course.limits.readings[course.limits.baseline - 1])


def _start(reading: Reading) -> float:
    return reading.start.toordinal() - 0.5


def _end(reading: Reading) -> float:
    return reading.end.toordinal() + 0.5
