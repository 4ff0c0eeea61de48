"""The rules of consent: states of a grant, comparison of scopes, limits, shared weeks, and when people are notified.

Pure functions of values and dates, without a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from habitlog.weeks import monday_of

DEFAULT_GRANT_DAYS, MAX_GRANT_DAYS = 90, 365
"""Days that a grant lasts by default, and at most."""
INVITATION_LIFETIME = timedelta(hours=72)
MAX_OPEN_INVITATIONS, MAX_INVITATIONS_PER_DAY = 10, 10
"""Limits of the invitations of one client that are open at a time, and that are made within 24 hours."""
MIN_DAYS_PER_SHARED_WEEK = 4
"""Days with a value that a week needs before its value is shown (security model, section 4.1 rule 2)."""
EXPIRY_REMINDER_PERIOD = timedelta(days=7)
"""Time before the end of a grant at which both sides are reminded of it."""
QUIET_PERIOD = timedelta(days=30)
"""Time without a view after which the client is notified of the next one."""
WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)


class GrantState(StrEnum):
    """The states of a grant; the last three are final."""

    pending = "pending"
    active = "active"
    revoked = "revoked"
    expired = "expired"
    declined = "declined"


ALLOWED_TRANSITIONS: Mapping[GrantState, frozenset[GrantState]] = {
    GrantState.pending: frozenset({GrantState.active, GrantState.declined, GrantState.revoked, GrantState.expired}),
    GrantState.active: frozenset({GrantState.revoked, GrantState.expired}),
    GrantState.revoked: frozenset(),
    GrantState.expired: frozenset(),
    GrantState.declined: frozenset(),
}
LIVE_STATES = tuple(state for state, moves in ALLOWED_TRANSITIONS.items() if moves)


class GrantScope(Struct, frozen=True):
    """What a grant shows: whole weeks of these pillars from `history_from` on, until the instant `expires_at`."""

    pillars: frozenset[str]
    history_from: date
    expires_at: datetime


class ScopeChange(Struct, frozen=True):
    """The fields of a scope that an edit narrows and that it widens: "pillars", "history_from", "until"."""

    narrower: frozenset[str]
    wider: frozenset[str]

    @property
    def needs_consent(self) -> bool:
        """Whether the client has to agree again and give the password."""
        return bool(self.wider)


def is_transition_allowed(state: GrantState, next_state: GrantState) -> bool:
    """Return whether a grant may move from one state to another; none leaves a final state."""
    return next_state in ALLOWED_TRANSITIONS[state]


def effective_state(state: GrantState, expires_at: datetime, now: datetime) -> GrantState:
    """Return the state of a grant at an instant: a live one is expired from `expires_at` on, whatever is stored."""
    is_over = is_transition_allowed(state, GrantState.expired) and now >= expires_at
    return GrantState.expired if is_over else state


def compare_scopes(before: GrantScope, after: GrantScope) -> ScopeChange:
    """Return which fields an edit narrows and which it widens; one edit can do both."""
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
    return ScopeChange(frozenset(narrower), frozenset(wider))


def check_grant_terms(
    pillars: Iterable[str], history_from: date, until: date, today: date
) -> list[tuple[str, str, dict[str, int]]]:
    """Return (field, code, parameters) of each fault; `until` is the last day, `today` the client's own date."""
    found: list[tuple[str, str, dict[str, int]]] = []
    if not list(pillars):
        found.append(("pillars", "pillar_needed", {}))
    if history_from > today:
        found.append(("history_from", "grant_starts_in_future", {}))
    if until < today:
        found.append(("until", "grant_ends_in_past", {}))
    if until > today + timedelta(days=MAX_GRANT_DAYS):
        found.append(("until", "grant_too_long", {"most": MAX_GRANT_DAYS}))
    return found


def is_invitation_allowed(open_count: int, count_last_day: int) -> bool:
    """Return whether one more invitation may be made, given those that are open and those made within 24 hours."""
    return open_count < MAX_OPEN_INVITATIONS and count_last_day < MAX_INVITATIONS_PER_DAY


def first_shared_week(history_from: date) -> date:
    """Return the Monday of the first whole week from `history_from` on."""
    return monday_of(history_from + WEEK - ONE_DAY)


def last_finished_week(today: date) -> date:
    """Return the Monday of the last finished week; the week of `today` is not finished, on its Sunday neither."""
    return monday_of(today) - WEEK


def is_week_shared(week: date, history_from: date, today: date) -> bool:
    """Return whether `week` is the Monday of a finished ISO week that lies wholly within the grant."""
    return week.weekday() == 0 and first_shared_week(history_from) <= week <= last_finished_week(today)


def list_shared_weeks(history_from: date, today: date) -> tuple[date, ...]:
    """Return the Mondays of the weeks a grant shows, oldest first."""
    first, last = first_shared_week(history_from), last_finished_week(today)
    return tuple(first + n * WEEK for n in range((last - first) // WEEK + 1))


def is_expiring_soon(expires_at: datetime, now: datetime) -> bool:
    """Return whether a grant is within its last seven days, when people are reminded that it ends."""
    return expires_at - EXPIRY_REMINDER_PERIOD <= now < expires_at


def is_first_view_after_quiet_period(last_viewed_at: datetime | None, confirmed_at: datetime, now: datetime) -> bool:
    """Return whether a view comes after 30 days without one, counted from the confirmation where there was none yet."""
    return now - (last_viewed_at or confirmed_at) >= QUIET_PERIOD
