"""Grants, invitations, notifications and the access log in words, for the pages of sharing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup
from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.tracking import Pillar
from habitlog.translation import gettext, gettext_noop
from habitlog.usecases.notifications import Notification
from habitlog.usecases.sharing.access_log import LoggedView
from habitlog.usecases.sharing.grants import GrantView, compute_last_day
from habitlog.usecases.sharing.invitations import Invitation
from habitlog.web.dates import date_range, day_month, medium_day

SHARED_WEEKS_SHOWN = 8
"""Finished weeks whose icons a grant is shown with: as many as the coach's list of clients covers."""
_CLIENT_NOTIFICATIONS: Mapping[str, str] = {
    "accepted": gettext_noop("%(name)s used your invitation code and waits for your answer."),
    "confirmed": gettext_noop("You confirmed sharing with %(name)s."),
    "widened": gettext_noop("You show %(name)s more than before."),
    "looked": gettext_noop("%(name)s viewed your log, for the first time in 30 days or more."),
    "expiring": gettext_noop("Sharing with %(name)s ends within seven days."),
    "ended": gettext_noop("Sharing with %(name)s has ended."),
    "password": gettext_noop("Your password was changed; every other session and every token ended."),
    "token": gettext_noop("A token was created, with which a program can use your log."),
    "factor-on": gettext_noop("Two-step sign-in was switched on."),
    "factor-off": gettext_noop("Two-step sign-in was switched off: the password alone is enough to sign in."),
}
_COACH_NOTIFICATIONS: Mapping[str, str] = {
    "confirmed": gettext_noop("%(name)s confirmed: you can see what they share."),
    "widened": gettext_noop("%(name)s shows you more than before."),
    "expiring": gettext_noop("What %(name)s shares with you ends within seven days."),
    "ended": gettext_noop("Something that was shared with you has ended."),
    "declined": gettext_noop("Somebody whose code you used has declined. Nothing was shown."),
}
_ENDED_LABELS: Mapping[str, str] = {
    "declined": gettext_noop("declined, %(day)s"),
    "client": gettext_noop("ended by you, %(day)s"),
    "coach": gettext_noop("ended by the coach, %(day)s"),
    "time": gettext_noop("ended on its last day, %(day)s"),
    "account": gettext_noop("ended with an account, %(day)s"),
    "restore": gettext_noop("ended when a backup was put back, %(day)s"),
}
_ENDED_SENTENCES: Mapping[str, str] = {
    "declined": gettext_noop("This was declined, %(day)s. Nothing is shown."),
    "client": gettext_noop("This was ended by you, %(day)s. Nothing is shown."),
    "coach": gettext_noop("This was ended by the coach, %(day)s. Nothing is shown."),
    "time": gettext_noop("This ended on its last day, %(day)s. Nothing is shown."),
    "account": gettext_noop("This was ended with an account, %(day)s. Nothing is shown."),
    "restore": gettext_noop("This was ended when a backup was put back, %(day)s. Nothing is shown."),
}
_VIEWS_OF_WEEKS: Mapping[str, str] = {
    "list": gettext_noop("%(coach)s viewed %(pillars)s, weeks of %(weeks)s, in the list of clients."),
    "client": gettext_noop("%(coach)s viewed %(pillars)s, weeks of %(weeks)s, on the page about you."),
}
_VIEWS_WITHOUT_WEEKS: Mapping[str, str] = {
    "list": gettext_noop(
        "%(coach)s viewed %(pillars)s in the list of clients. No finished week is shared yet, so no week was shown."
    ),
    "client": gettext_noop(
        "%(coach)s viewed %(pillars)s on the page about you. No finished week is shared yet, so no week was shown."
    ),
}


class PillarWeeks(Struct, frozen=True):
    """A pillar of a grant: whether it is shared, and the state of each week's icon, oldest week first."""

    pillar: Pillar
    is_shared: bool
    week_states: tuple[str, ...]


class GrantOverview(Struct, frozen=True):
    """A grant or an open invitation as a page shows it.

    `pillar_names` stands inside a sentence, `leading_pillar_names` opens one. `until` is the last day.
    """

    grant: GrantView | Invitation
    pillar_names: str
    leading_pillar_names: str
    first_week: str
    until: date
    until_text: str
    shared_weeks: tuple[PillarWeeks, ...]


class NotificationText(Struct, frozen=True):
    """A notification as a page shows it."""

    id: str
    sentence: Markup
    time_text: str


class LoggedViewText(Struct, frozen=True):
    """A row of the access log as a page shows it; `sentence` names the coach in bold."""

    time_text: str
    sentence: Markup


def present_grant(grant: GrantView | Invitation, client: Person, now: datetime) -> GrantOverview:
    """Return what a page shows of a grant or an invitation."""
    today = client.local_today(now)
    history_from, expires_at = (
        (grant.scope.history_from, grant.scope.expires_at)
        if isinstance(grant, GrantView)
        else (grant.history_from, grant.grant_expires_at)
    )
    until = compute_last_day(expires_at, client)
    return GrantOverview(
        grant=grant,
        pillar_names=format_pillar_names(grant.pillars),
        leading_pillar_names=format_pillar_names(grant.pillars, opens_sentence=True),
        first_week=medium_day(consent.first_shared_week(history_from), today),
        until=until,
        until_text=medium_day(until, today),
        shared_weeks=_build_shared_weeks(frozenset(grant.pillars), history_from, today),
    )


def _build_shared_weeks(pillars: frozenset[str], history_from: date, today: date) -> tuple[PillarWeeks, ...]:
    last = consent.last_finished_week(today)
    weeks = [last - n * consent.WEEK for n in reversed(range(SHARED_WEEKS_SHOWN))]
    is_shared = [consent.is_week_shared(week, history_from, today) for week in weeks]
    hidden = ("unknown",) * len(weeks)
    states = tuple("logged" if shared else "unknown" for shared in is_shared)
    return tuple(
        PillarWeeks(pillar, pillar.key in pillars, states if pillar.key in pillars else hidden)
        for pillar in PILLARS.values()
    )


def format_pillar_names(keys: Iterable[str], *, opens_sentence: bool = False) -> str:
    """Write "sleep, diet quality and training", or "Sleep, diet quality and training", in the order of the pillars."""
    chosen = frozenset(keys)
    names = [gettext(pillar.name) for pillar in PILLARS.values() if pillar.key in chosen]
    names = [name if opens_sentence and name is names[0] else name.lower() for name in names]
    if len(names) < 2:
        return "".join(names)
    return gettext("%(names)s and %(last_name)s", names=", ".join(names[:-1]), last_name=names[-1])


def present_notifications(
    notifications: Iterable[Notification], person: Person, now: datetime
) -> tuple[NotificationText, ...]:
    """Return what a page shows of notifications."""
    today = person.local_today(now)
    return tuple(
        NotificationText(
            notification.id, describe_notification(notification), format_moment(notification.at, person, today)
        )
        for notification in notifications
    )


def describe_notification(notification: Notification) -> Markup:
    """Return the sentence of a notification; another person whose name is no longer stored is "Somebody"."""
    messages = _CLIENT_NOTIFICATIONS if notification.is_own else _COACH_NOTIFICATIONS
    name = Markup("<bdi>%s</bdi>") % (notification.other_name or gettext("Somebody"))
    return _fill_markup(messages[notification.kind], name=name)


def describe_grant_end(grant: GrantView, client: Person, now: datetime) -> str:
    """Write "declined, 12 March" or "ended by you, 12 March"."""
    return gettext(_ENDED_LABELS[_find_end_key(grant)], day=_format_end_day(grant, client, now))


def describe_ended_grant(grant: GrantView, client: Person, now: datetime) -> str:
    """Write "This was ended by you, 12 March. Nothing is shown."."""
    return gettext(_ENDED_SENTENCES[_find_end_key(grant)], day=_format_end_day(grant, client, now))


def _find_end_key(grant: GrantView) -> str:
    return "declined" if grant.state is consent.GrantState.declined else grant.ended_by or "time"


def _format_end_day(grant: GrantView, client: Person, now: datetime) -> str:
    ended_at = grant.ended_at or grant.scope.expires_at
    return day_month(ended_at.astimezone(ZoneInfo(client.zone)).date(), client.local_today(now))


def format_moment(instant: datetime, client: Person, today: date) -> str:
    """Write "Thu 12 March, 19:30" on the person's own calendar and clock."""
    day = medium_day(instant.astimezone(ZoneInfo(client.zone)).date(), today)
    return gettext("%(day)s, %(time)s", day=day, time=client.style.format_local_time(instant, client.zone))


def present_logged_views(views: Iterable[LoggedView], client: Person, now: datetime) -> tuple[LoggedViewText, ...]:
    """Return what a page shows of rows of the access log."""
    today = client.local_today(now)
    return tuple(
        LoggedViewText(format_moment(view.accessed_at, client, today), describe_logged_view(view)) for view in views
    )


def describe_logged_view(view: LoggedView) -> Markup:
    """Return who viewed what: "Ben saw sleep, weeks of 9 to 22 March 2026, on the page about you.", Ben in bold."""
    coach = Markup("<strong><bdi>%s</bdi></strong>") % view.coach_label
    if view.outcome == "denied":
        return _fill_markup(
            gettext_noop("%(coach)s tried to view your log and was refused. Nothing was shown."), coach=coach
        )
    pillars = format_pillar_names(view.pillars)
    if view.date_from is None or view.date_to is None:
        return _fill_markup(_VIEWS_WITHOUT_WEEKS[view.page_kind], coach=coach, pillars=pillars)
    weeks = date_range(view.date_from, view.date_to)
    return _fill_markup(_VIEWS_OF_WEEKS[view.page_kind], coach=coach, pillars=pillars, weeks=weeks)


def _fill_markup(message: str, **parameters: str) -> Markup:
    return Markup(gettext(message)) % parameters  # noqa: S704 - a message of the catalogue; the parameters are escaped
