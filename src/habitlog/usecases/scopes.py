"""What a client sends about a grant: pillars, first day, last day, and how they want to be called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from habitlog.errors import FieldProblem, Invalid
from habitlog.people.schema import AccountInput
from habitlog.pillar.values import Day, Text
from habitlog.pillars import PILLARS
from habitlog.sharing import consent


class InvitationRequest(AccountInput):
    """A new invitation; no pillar is shared by itself."""

    pillars: list[str]
    label: Text | None = None
    history_from: Day | None = None
    until: Day | None = None


class ScopeRequest(AccountInput):
    """Another scope of a grant; what is left out stays as it is."""

    pillars: list[str] | None = None
    history_from: Day | None = None
    until: Day | None = None


def require_valid_scope(pillars: Iterable[str], history_from: date, until: date, today: date) -> None:
    """Refuse what a grant cannot be, each fault at its field; raises `Invalid`."""
    named = list(pillars)
    found = [FieldProblem(*one) for one in consent.check_grant_terms(named, history_from, until, today)]
    if not set(named) <= set(PILLARS):
        found.append(FieldProblem("pillars", f"The pillars are {', '.join(PILLARS)}."))
    if found:
        raise Invalid(found)
