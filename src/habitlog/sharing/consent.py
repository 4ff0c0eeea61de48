"""The rules of consent: states and moves, narrow and wide, limits, which weeks a grant shows, when to tell people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

DAYS, MOST_DAYS = 90, 365
"""How long a grant lasts unless the client says otherwise, and at most."""
INVITE_LASTS = timedelta(hours=72)
MOST_OPEN, MOST_A_DAY = 10, 10
"""Invitations that are open at a time, and made within 24 hours."""
NEEDED_DAYS = 4
"""Days with a value that a week needs before it tells one (security model, section 4.1 rule 2)."""
REMIND_BEFORE = timedelta(days=7)
QUIET = timedelta(days=30)
WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)


class State(StrEnum):
    """Where a grant stands; the last three are ends."""

    pending = "pending"
    active = "active"
    revoked = "revoked"
    expired = "expired"
    declined = "declined"


MOVES: Mapping[State, frozenset[State]] = {
    State.pending: frozenset({State.active, State.declined, State.revoked, State.expired}),
    State.active: frozenset({State.revoked, State.expired}),
    State.revoked: frozenset(),
    State.expired: frozenset(),
    State.declined: frozenset(),
}
LIVE = tuple(state for state, moves in MOVES.items() if moves)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a grant opens: whole weeks of these pillars from `history_from` on, until the instant `expires_at`."""

    pillars: frozenset[str]
    history_from: date
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant as the rules see it."""

    state: State
    scope: Scope


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit takes away and what it adds, as names of the fields of a scope."""

    narrower: frozenset[str]
    wider: frozenset[str]

    @property
    def needs_consent(self) -> bool:
        """Whether the person has to say again who they are."""
        return bool(self.wider)


def may_become(state: State, then: State) -> bool:
    """Whether a grant in one state may move to another; nothing leaves an end."""
    return then in MOVES[state]


def state_at(grant: Grant, now: datetime) -> State:
    """Return the state at an instant: a live grant is over at its very `expires_at`."""
    return State.expired if may_become(grant.state, State.expired) and now >= grant.scope.expires_at else grant.state


def change(before: Scope, after: Scope) -> Change:
    """Return what is narrower and what is wider after an edit; one edit can be both."""
    narrower, wider = set(), set()
    if before.pillars - after.pillars:
        narrower.add("pillars")
    if after.pillars - before.pillars:
        wider.add("pillars")
    if after.history_from > before.history_from:
        narrower.add("history_from")
    if after.history_from < before.history_from:
        wider.add("history_from")
    if after.expires_at < before.expires_at:
        narrower.add("until")
    if after.expires_at > before.expires_at:
        wider.add("until")
    return Change(frozenset(narrower), frozenset(wider))


def problems(pillars: Iterable[str], history_from: date, until: date, today: date) -> list[tuple[str, str]]:
    """Return (field, sentence) for what a grant cannot be; `until` is its last day, `today` the client's own date."""
    found = []
    if not list(pillars):
        found.append(("pillars", "At least one pillar is needed: nothing is shared by itself."))
    if history_from > today:
        found.append(("history_from", "The first day lies in the future."))
    if until < today:
        found.append(("until", "The last day lies in the past."))
    if until > today + timedelta(days=MOST_DAYS):
        found.append(("until", f"A grant lasts at most {MOST_DAYS} days. It can be made longer later on."))
    return found


def may_invite(open_now: int, within_a_day: int) -> bool:
    """Whether one more invitation may be made, given those that are open and those made within 24 hours."""
    return open_now < MOST_OPEN and within_a_day < MOST_A_DAY


def monday(day: date) -> date:
    """Return the Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def first_week(history_from: date) -> date:
    """Return the Monday of the first week that lies wholly in the grant."""
    return monday(history_from + WEEK - ONE_DAY)


def last_week(today: date) -> date:
    """Return the Monday of the last finished week: the running one, Sunday too, is not finished."""
    return monday(today) - WEEK


def is_shown(week: date, history_from: date, today: date) -> bool:
    """Whether `week` is the Monday of a finished ISO week that lies wholly within the grant."""
    return week.weekday() == 0 and first_week(history_from) <= week <= last_week(today)


def weeks_shown(history_from: date, today: date) -> tuple[date, ...]:
    """Return the Mondays of the weeks a grant shows, oldest first."""
    first, last = first_week(history_from), last_week(today)
    return tuple(first + n * WEEK for n in range((last - first) // WEEK + 1))


def is_expiring(expires_at: datetime, now: datetime) -> bool:
    """Whether it is time to say that a grant ends: within its last seven days."""
    return expires_at - REMIND_BEFORE <= now < expires_at


def is_first_after_quiet(last_look: datetime | None, confirmed_at: datetime, now: datetime) -> bool:
    """Whether a look comes after 30 days without one, counted from the confirmation where there was none yet."""
    return now - (last_look or confirmed_at) >= QUIET
