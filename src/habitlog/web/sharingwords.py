"""What pages of sharing say: a grant at a glance, a notice, and a look, each in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from habitlog.people.model import Person
from habitlog.pillar import Pillar
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.usecases.grants import Shared, last_day
from habitlog.usecases.inviting import Invite
from habitlog.usecases.noticing import Notice
from habitlog.web.words import brief_day, day_month, from_to

WOVEN = 8
"""Finished weeks in the weave of a grant, as many as a coach's list shows."""
_MINE = {
    "accepted": "{} took the code you gave out, and waits for your answer.",
    "confirmed": "You confirmed sharing with {}.",
    "widened": "You show {} more than before.",
    "looked": "{} looked, for the first time in 30 days or more.",
    "expiring": "Sharing with {} ends within seven days.",
    "ended": "Sharing with {} has ended.",
    "factor-on": "A second step at sign-in was switched on.",
    "factor-off": "The second step at sign-in was switched off: signing in takes the password alone.",
}
_THEIRS = {
    "confirmed": "{} confirmed: what they share is open to you.",
    "widened": "{} shows you more than before.",
    "expiring": "What {} shares with you ends within seven days.",
    "ended": "Something that was shared with you has ended.",
    "declined": "Somebody whose code you took has declined. Nothing was shown.",
}
_ENDED = {
    "client": "ended by you",
    "coach": "ended by the coach",
    "time": "ended by itself",
    "account": "ended with an account",
    "restore": "ended when a backup was put back",
}


_PAGES = {"list": "on the list of clients", "client": "on the page about you"}
"""Where a look was, by the name that the coach's reading writes it under."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A pillar in the weave of a grant: whether it is shown, and the state of each place, oldest week first."""

    pillar: Pillar
    shown: bool
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """A grant or an open invitation as a page shows it."""

    what: Shared | Invite
    names: str
    first_week: str
    until: date
    until_words: str
    weave: tuple[Thread, ...]


def glance(what: Shared | Invite, client: Person, now: datetime) -> Glance:
    """Return what a grant or an invitation says at a glance."""
    today = client.today(now)
    since, ends = (
        (what.scope.history_from, what.scope.expires_at)
        if isinstance(what, Shared)
        else (what.history_from, what.grant_expires_at)
    )
    until = last_day(ends, client)
    first = brief_day(consent.first_week(since), today)
    woven = _weave(frozenset(what.pillars), since, today)
    return Glance(what, pillar_names(what.pillars), first, until, brief_day(until, today), woven)


def _weave(pillars: frozenset[str], since: date, today: date) -> tuple[Thread, ...]:
    last = consent.last_week(today)
    weeks = [last - n * consent.WEEK for n in reversed(range(WOVEN))]
    shown = [consent.is_shown(week, since, today) for week in weeks]
    return tuple(
        Thread(
            pillar,
            pillar.key in pillars,
            tuple("logged" if pillar.key in pillars and open_ else "unknown" for open_ in shown),
        )
        for pillar in PILLARS.values()
    )


def pillar_names(keys: Iterable[str]) -> str:
    """Write "sleep, diet quality and training", in the order of a day."""
    named = frozenset(keys)
    names = [pillar.name.lower() for pillar in PILLARS.values() if pillar.key in named]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def notice_words(notice: Notice) -> str:
    """Return the sentence of a notice; somebody whose name is no longer kept stays without one."""
    return (_MINE if notice.mine else _THEIRS)[notice.kind].format(notice.who or "Somebody")


def ended_words(grant: Shared, client: Person, now: datetime) -> str:
    """Write "declined, 12 March" or "ended by you, 12 March"."""
    how = "declined" if grant.state is consent.State.declined else _ENDED[grant.ended_by or "time"]
    ended = grant.ended_at or grant.scope.expires_at
    return f"{how}, {day_month(ended.astimezone(ZoneInfo(client.zone)).date(), client.today(now))}"


def moment(at: datetime, client: Person, today: date) -> str:
    """Write "Thu 12 March, 19:30" on the person's own calendar and clock."""
    return f"{brief_day(at.astimezone(ZoneInfo(client.zone)).date(), today)}, {client.style.time_of(at, client.zone)}"


def look_words(told: Mapping[str, Any]) -> str:
    """Return what a look showed: "saw sleep, weeks of 9 to 22 March 2026", or that it showed nothing."""
    if told["outcome"] == "denied":
        return "tried to look and was refused. Nothing was shown."
    page = _PAGES[told["page"]]
    names = pillar_names(told["pillars"])
    if told["from"] is None:
        return f"opened {names} {page}. No finished week is shared yet, so no week was shown."
    weeks = from_to(date.fromisoformat(told["from"]), date.fromisoformat(told["to"]))
    return f"saw {names}, weeks of {weeks}, {page}."
