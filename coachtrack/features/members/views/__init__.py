"""The pages of people: the list and their roles, inviting, and what is done to an account."""

from coachtrack.features.members.views import inviting, people, switches
from coachtrack.features.members.views.blueprint import bp

__all__ = ["bp", "inviting", "people", "switches"]
