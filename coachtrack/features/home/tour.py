"""The first steps of each role: what to do, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coachtrack.kit.permissions import Person, Role


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to know or to do, and the page where it is done."""

    title: LazyString
    sentence: LazyString
    endpoint: str
    label: LazyString
    #: The part of that page.
    part: str = ""
    #: The engagement that the page is of.
    code: str = ""

    @property
    def url(self) -> str:
        """Where it is done."""
        part = self.part or None
        if self.code:
            return url_for(self.endpoint, code=self.code, _anchor=part)
        return url_for(self.endpoint, _anchor=part)

    def of(self, own: str) -> Step:
        """The same for somebody with an engagement of their own factory, or with none yet."""
        if self.endpoint != TODAY:
            return self
        return replace(self, code=own) if own else replace(self, endpoint="home.show", label=_HOME)


@dataclass(frozen=True, slots=True)
class Tour:
    """The steps of a role, opened at one of them."""

    role: Role
    steps: tuple[Step, ...]
    number: int = 1
    #: Somebody is following it, so it is not folded away.
    under_way: bool = False

    @property
    def step(self) -> Step:
        """The step at which it is open."""
        return self.steps[self.number - 1]

    @property
    def last(self) -> bool:
        """Whether no step follows."""
        return self.number == len(self.steps)


#: The page on which a factory enters what was counted today.
TODAY = "entering.today"

_HOME = _l("To the home page")
_ENGAGEMENTS = _l("To the engagements")
_PROGRAMMES = _l("To the programmes")
_DASHBOARD = _l(
    "Its dashboard says who took part, who was measured, who improved and what lasted."
    " Every number leads to the list of exactly those factories."
)
_TAKE_ALONG = Step(
    _l("Take the figures along"),
    _l(
        "The Excel summary has the same results as the dashboard, with the definitions and"
        " with everybody who was left out."
    ),
    "programmes.index",
    _PROGRAMMES,
)
_WORDS = Step(
    _l("Read the verdict"),
    _l(
        "“Improved” stands only where the change is larger than chance explains, and “sustained”"
        " only where it was measured again months later."
    ),
    "home.help_page",
    _l("What the words mean"),
    "words",
)

#: In the order in which a person who holds several roles reads them.
STEPS: dict[Role, tuple[Step, ...]] = {
    Role.FACTORY_MANAGER: (
        Step(
            _l("Count where the work is done"),
            _l(
                "Each day, write down two numbers: how many were inspected, and how many of them"
                " were wrong. The rate is computed for you."
            ),
            TODAY,
            _l("Today's figures"),
        ),
        Step(
            _l("See whether it became better"),
            _l(
                "This page shows the main figure before and after, and says in a sentence whether"
                " the change is more than chance."
            ),
            "home.show",
            _HOME,
        ),
        _WORDS,
    ),
    Role.CONSULTANT: (
        Step(
            _l("Start with what waits"),
            _l(
                "This page lists your engagements, the most urgent first, each with what is"
                " missing and what comes next."
            ),
            "home.show",
            _HOME,
        ),
        Step(
            _l("Count before anything is changed"),
            _l(
                "A baseline needs twelve readings, each with what was counted and out of how"
                " many. Without it no improvement can be shown later."
            ),
            "engagements.index",
            _ENGAGEMENTS,
        ),
        Step(
            _l("Write down each visit"),
            _l(
                "Who was there, what was seen, what was agreed, and the day of the next visit:"
                " then this page reminds you of it."
            ),
            "engagements.index",
            _ENGAGEMENTS,
        ),
        _WORDS,
    ),
    Role.PROGRAMME_LEAD: (
        Step(
            _l("See what a programme has achieved"),
            _DASHBOARD,
            "programmes.index",
            _PROGRAMMES,
        ),
        Step(
            _l("See who has something to do"),
            _l(
                "This page lists what waits by the person who sees to it; what is overdue comes"
                " first and says so."
            ),
            "home.show",
            _HOME,
        ),
        _WORDS,
        _TAKE_ALONG,
    ),
    Role.VIEWER: (
        Step(
            _l("Open a programme"),
            _DASHBOARD,
            "programmes.index",
            _PROGRAMMES,
        ),
        _WORDS,
        _TAKE_ALONG,
    ),
    Role.ADMINISTRATOR: (
        Step(
            _l("Add a programme"),
            _l(
                "A programme has partners, provinces and planned numbers of factories; everything"
                " else belongs to one."
            ),
            "programmes.index",
            _PROGRAMMES,
        ),
        Step(
            _l("Give people their roles"),
            _l(
                "On this machine, the command “coachtrack user add” makes an account and says what"
                " it may see: a programme, an engagement, a factory or a province."
            ),
            "home.help_page",
            _l("What each role sees"),
            "roles",
        ),
        _WORDS,
    ),
}


def tours_of(person: Person, own: str) -> list[Tour]:
    """The steps of every role that a person holds; `own` is the engagement of their factory."""
    return [
        Tour(role, tuple(step.of(own) for step in steps))
        for role, steps in STEPS.items()
        if person.holds(role)
    ]


def at(person: Person, own: str, step: str | None) -> Tour | None:
    """The steps of a person's first role, opened at the step that an address asks for."""
    found = next(iter(tours_of(person, own)), None)
    if found is None or step not in {str(n + 1) for n in range(len(found.steps))}:
        return found
    return Tour(found.role, found.steps, int(step), under_way=True)
