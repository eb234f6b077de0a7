"""The pages of signing in and of one's own account, a module for each kind."""

from coachtrack.features.accounts.views import links, own, second_factor, signing_in
from coachtrack.features.accounts.views.blueprint import bp
from coachtrack.features.accounts.views.known_browsers import greet
from coachtrack.features.accounts.views.person import find_person, held_back

__all__ = [
    "bp",
    "find_person",
    "greet",
    "held_back",
    "links",
    "own",
    "second_factor",
    "signing_in",
]
