"""The rules of consent, each at both sides of its edge."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.sharing import consent
from habitlog.sharing.consent import GrantScope, GrantState, ScopeChange

NOW = datetime(2026, 3, 12, 18, 30, tzinfo=UTC)
TODAY = date(2026, 3, 12)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
SCOPE = GrantScope(frozenset({"sleep", "diet"}), date(2026, 2, 1), NOW + 30 * DAY)


def test_consent_limits() -> None:
    assert (
        consent.DEFAULT_GRANT_DAYS,
        consent.MAX_GRANT_DAYS,
        consent.MAX_OPEN_INVITATIONS,
        consent.MAX_INVITATIONS_PER_DAY,
    ) == (90, 365, 10, 10)
    assert (consent.INVITATION_LIFETIME, consent.EXPIRY_REMINDER_PERIOD, consent.QUIET_PERIOD) == (
        3 * DAY,
        7 * DAY,
        30 * DAY,
    )
    assert (consent.MIN_DAYS_PER_SHARED_WEEK, consent.WEEK, consent.ONE_DAY) == (4, 7 * DAY, DAY)
    assert list(consent.LIVE_STATES) == [GrantState.pending, GrantState.active]
    assert [state.value for state in GrantState] == ["pending", "active", "revoked", "expired", "declined"]


MOVES = {
    ("pending", "active"),
    ("pending", "declined"),
    ("pending", "revoked"),
    ("pending", "expired"),
    ("active", "revoked"),
    ("active", "expired"),
}


@for_each_case(("state", "then"), list(product(GrantState, GrantState)))
def test_grant_state_transitions(state: GrantState, then: GrantState) -> None:
    assert consent.is_transition_allowed(state, then) is ((state.value, then.value) in MOVES)


@pytest.mark.parametrize("state", GrantState)
def test_grant_expires_at_its_last_instant(state: GrantState) -> None:
    assert consent.effective_state(state, NOW, NOW - SECOND) is state
    after = GrantState.expired if state in consent.LIVE_STATES else state
    assert consent.effective_state(state, NOW, NOW) is after
    assert consent.effective_state(state, NOW, NOW + SECOND) is after


def make_scope(pillars: set[str] | None = None, days: int = 0, seconds: int = 0) -> GrantScope:
    named = SCOPE.pillars if pillars is None else frozenset(pillars)
    return GrantScope(named, SCOPE.history_from + days * DAY, SCOPE.expires_at + seconds * SECOND)


CHANGES = [
    (make_scope(), set(), set()),
    (make_scope({"sleep"}), {"pillars"}, set()),
    (make_scope({"sleep", "diet", "stress"}), set(), {"pillars"}),
    (make_scope({"sleep", "stress"}), {"pillars"}, {"pillars"}),
    (make_scope(days=1), {"history_from"}, set()),
    (make_scope(days=-1), set(), {"history_from"}),
    (make_scope(seconds=-1), {"until"}, set()),
    (make_scope(seconds=1), set(), {"until"}),
    (make_scope({"sleep"}, -1, 1), {"pillars"}, {"history_from", "until"}),
    (make_scope({"diet", "sleep", "stress"}, 1, -1), {"history_from", "until"}, {"pillars"}),
]


@for_each_case(("after", "narrower", "wider"), CHANGES)
def test_scope_comparison(after: GrantScope, narrower: set[str], wider: set[str]) -> None:
    found = consent.compare_scopes(SCOPE, after)
    assert found == ScopeChange(frozenset(narrower), frozenset(wider))
    assert found.needs_consent is bool(wider)
    back = consent.compare_scopes(after, SCOPE)
    assert (back.narrower, back.wider) == (found.wider, found.narrower)


def scope_problems(pillars: list[str], since: int, until: int) -> list[tuple[str, str]]:
    problems = consent.check_grant_terms(pillars, TODAY + since * DAY, TODAY + until * DAY, TODAY)
    return [(field, code) for field, code, _ in problems]


def test_grant_scope_validation() -> None:
    assert scope_problems(["sleep"], 0, 0) == []
    assert scope_problems(["sleep"], -4000, 365) == []
    assert scope_problems([], 0, 0) == [("pillars", "pillar_needed")]
    assert scope_problems(["sleep"], 1, 0) == [("history_from", "grant_starts_in_future")]
    assert scope_problems(["sleep"], 0, -1) == [("until", "grant_ends_in_past")]
    assert scope_problems(["sleep"], 0, 366) == [("until", "grant_too_long")]
    too_long = consent.check_grant_terms(["sleep"], TODAY, TODAY + timedelta(days=366), TODAY)
    assert too_long == [("until", "grant_too_long", {"most": 365})]
    assert [field for field, _ in scope_problems([], 1, 366)] == ["pillars", "history_from", "until"]


def test_invitation_limits() -> None:
    assert consent.is_invitation_allowed(9, 9)
    assert not consent.is_invitation_allowed(10, 9)
    assert not consent.is_invitation_allowed(9, 10)
    assert not consent.is_invitation_allowed(10, 10)


def test_visible_weeks_are_whole_and_finished() -> None:
    assert consent.first_shared_week(date(2026, 3, 2)) == date(2026, 3, 2)
    assert consent.first_shared_week(date(2026, 3, 3)) == date(2026, 3, 9)
    assert consent.first_shared_week(date(2026, 3, 8)) == date(2026, 3, 9)
    assert consent.last_finished_week(date(2026, 3, 15)) == date(2026, 3, 2)
    assert consent.last_finished_week(date(2026, 3, 16)) == date(2026, 3, 9)
    assert consent.list_shared_weeks(date(2026, 2, 23), date(2026, 3, 15)) == (date(2026, 2, 23), date(2026, 3, 2))
    assert consent.list_shared_weeks(date(2026, 3, 3), date(2026, 3, 15)) == ()
    assert consent.list_shared_weeks(date(2026, 3, 15), date(2026, 3, 15)) == ()


DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(since=DAYS, today=DAYS)
def test_visible_weeks_match_day_by_day_check(since: date, today: date) -> None:
    shown = [
        day
        for day in (date(2023, 12, 1) + n * DAY for n in range(1550))
        if day.isoweekday() == 1 and since <= day and day + 6 * DAY < today
    ]
    assert list(consent.list_shared_weeks(since, today)) == shown
    around = [today - n * DAY for n in range(-8, 16)] + [since + n * DAY for n in range(-8, 16)]
    assert all(consent.is_week_shared(day, since, today) is (day in set(shown)) for day in around)


def test_expiry_reminder_in_last_seven_days() -> None:
    ends = NOW + 7 * DAY
    assert not consent.is_expiring_soon(ends, NOW - SECOND)
    assert consent.is_expiring_soon(ends, NOW)
    assert consent.is_expiring_soon(ends, ends - SECOND)
    assert not consent.is_expiring_soon(ends, ends)


def test_first_view_after_thirty_days_is_notified() -> None:
    before = NOW - 30 * DAY
    long_ago = NOW - 400 * DAY
    assert consent.is_first_view_after_quiet_period(before, long_ago, NOW)
    assert not consent.is_first_view_after_quiet_period(before + SECOND, long_ago, NOW)
    assert consent.is_first_view_after_quiet_period(None, before, NOW)
    assert not consent.is_first_view_after_quiet_period(None, before + SECOND, NOW)
