"""What pages of sharing say: a grant at a glance, a notice, and a look, each in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from habitlog.accounts.person import Person
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.tracking import Pillar
from habitlog.usecases.notifications import Notification
from habitlog.usecases.sharing.grants import GrantView, compute_last_day
from habitlog.usecases.sharing.invitations import Invitation
from habitlog.web.dates import date_range, day_month, medium_day

SHARED_WEEKS_SHOWN = 8
"""Finished weeks in the weave of a grant, as many as a coach's list shows."""
_CLIENT_NOTICE_TEXTS = {
    "accepted": "{} took the code you gave out, and waits for your answer.",
    "confirmed": "You confirmed sharing with {}.",
    "widened": "You show {} more than before.",
    "looked": "{} looked, for the first time in 30 days or more.",
    "expiring": "Sharing with {} ends within seven days.",
    "ended": "Sharing with {} has ended.",
    "factor-on": "A second step at sign-in was switched on.",
    "factor-off": "The second step at sign-in was switched off: signing in takes the password alone.",
}
_COACH_NOTICE_TEXTS = {
    "confirmed": "{} confirmed: what they share is open to you.",
    "widened": "{} shows you more than before.",
    "expiring": "What {} shares with you ends within seven days.",
    "ended": "Something that was shared with you has ended.",
    "declined": "Somebody whose code you took has declined. Nothing was shown.",
}
_ENDED_BY_TEXTS = {
    "client": "ended by you",
    "coach": "ended by the coach",
    "time": "ended by itself",
    "account": "ended with an account",
    "restore": "ended when a backup was put back",
}


_VIEWED_PAGE_TEXTS = {"list": "on the list of clients", "client": "on the page about you"}
"""Where a look was, by the name that the coach's reading writes it under."""


@dataclass(frozen=True, slots=True)
class PillarWeeks:
    """A pillar in the weave of a grant: whether it is shown, and the state of each place, oldest week first."""

    pillar: Pillar
    is_shared: bool
    week_states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GrantOverview:
    """A grant or an open invitation as a page shows it."""

    grant: GrantView | Invitation
    pillar_names: str
    first_week: str
    until: date
    until_text: str
    shared_weeks: tuple[PillarWeeks, ...]


def present_grant(grant: GrantView | Invitation, client: Person, now: datetime) -> GrantOverview:
    """Return what a grant or an invitation says at a glance."""
    today = client.local_today(now)
    since, ends = (
        (grant.scope.history_from, grant.scope.expires_at)
        if isinstance(grant, GrantView)
        else (grant.history_from, grant.grant_expires_at)
    )
    until = compute_last_day(ends, client)
    first = medium_day(consent.first_shared_week(since), today)
    woven = _build_shared_weeks(frozenset(grant.pillars), since, today)
    return GrantOverview(grant, format_pillar_names(grant.pillars), first, until, medium_day(until, today), woven)


def _build_shared_weeks(pillars: frozenset[str], since: date, today: date) -> tuple[PillarWeeks, ...]:
    last = consent.last_finished_week(today)
    weeks = [last - n * consent.WEEK for n in reversed(range(SHARED_WEEKS_SHOWN))]
    shown = [consent.is_week_shared(week, since, today) for week in weeks]
    return tuple(
        PillarWeeks(
            pillar,
            pillar.key in pillars,
            tuple("logged" if pillar.key in pillars and open_ else "unknown" for open_ in shown),
        )
        for pillar in PILLARS.values()
    )


def format_pillar_names(keys: Iterable[str]) -> str:
    """Write "sleep, diet quality and training", in the order of a day."""
    named = frozenset(keys)
    names = [pillar.name.lower() for pillar in PILLARS.values() if pillar.key in named]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def describe_notice(notice: Notification) -> str:
    """Return the sentence of a notice; somebody whose name is no longer kept stays without one."""
    return (_CLIENT_NOTICE_TEXTS if notice.is_own else _COACH_NOTICE_TEXTS)[notice.kind].format(
        notice.other_name or "Somebody"
    )


def describe_grant_end(grant: GrantView, client: Person, now: datetime) -> str:
    """Write "declined, 12 March" or "ended by you, 12 March"."""
    how = "declined" if grant.state is consent.GrantState.declined else _ENDED_BY_TEXTS[grant.ended_by or "time"]
    ended = grant.ended_at or grant.scope.expires_at
    return f"{how}, {day_month(ended.astimezone(ZoneInfo(client.zone)).date(), client.local_today(now))}"


def format_moment(instant: datetime, client: Person, today: date) -> str:
    """Write "Thu 12 March, 19:30" on the person's own calendar and clock."""
    return f"{medium_day(instant.astimezone(ZoneInfo(client.zone)).date(), today)}, {client.style.format_local_time(instant, client.zone)}"


def describe_shared_view(view: Mapping[str, Any]) -> str:
    """Return what a look showed: "saw sleep, weeks of 9 to 22 March 2026", or that it showed nothing."""
    if view["outcome"] == "denied":
        return "tried to look and was refused. Nothing was shown."
    page = _VIEWED_PAGE_TEXTS[view["page"]]
    names = format_pillar_names(view["pillars"])
    if view["from"] is None:
        return f"opened {names} {page}. No finished week is shared yet, so no week was shown."
    weeks = date_range(date.fromisoformat(view["from"]), date.fromisoformat(view["to"]))
    return f"saw {names}, weeks of {weeks}, {page}."
