"""The pillars that a person's pages show: all but those that the person switched off.

What was logged in a pillar that is switched off stays, in exports and the API too.
"""

from __future__ import annotations

from collections.abc import Collection

from habitlog.accounts.person import Person
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.pillars import PILLARS
from habitlog.tracking import Pillar


def list_shown_pillars(person: Person) -> tuple[Pillar, ...]:
    """Return the pillars that are not switched off, in the order of a day."""
    return tuple(pillar for pillar in PILLARS.values() if is_shown(person, pillar))


def is_shown(person: Person, pillar: Pillar) -> bool:
    """Whether a pillar is not switched off."""
    return pillar.key not in person.hidden_pillars


def require_shown(person: Person, pillar: Pillar) -> None:
    """Raise `NotFound` for a pillar that is switched off."""
    if not is_shown(person, pillar):
        raise NotFound("pillar_switched_off", pillar=pillar.key)


def check_hidden_pillars(hidden: Collection[str]) -> None:
    """Raise `Invalid` unless these are keys of pillars and at least one pillar is left."""
    if not set(hidden) <= PILLARS.keys():
        raise Invalid([FieldProblem("hidden_pillars", "choice_unknown", {"choices": list(PILLARS)})])
    if set(hidden) == PILLARS.keys():
        raise Invalid([FieldProblem("hidden_pillars", "shown_pillar_needed")])
