"""The access log: a coach reads what is shared with them, and each view is logged in the transaction that reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import Select, bindparam, case, func, insert, or_, select, tuple_

from habitlog.accounts.person import Person, RestDays, person_table, read_margins
from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.db.types import make_time_ordered_id
from habitlog.sharing import consent
from habitlog.sharing.tables import DELETED_COACH_LABEL, access_log_table, consent_grant_table
from habitlog.sharing.visibility import select_visible_pillars
from habitlog.usecases import notifications
from habitlog.usecases.cursors import decode_cursor, encode_cursor
from habitlog.usecases.sharing.grant_expiry import expire_grants
from habitlog.usecases.sharing.grants import build_not_found

T = TypeVar("T")

MAX_DENIED_ROWS, DENIED_PERIOD = 20, timedelta(days=1)
"""Refused views of one grant that are logged within a day; more would hide what else is in the log."""
SIX_DAYS = timedelta(days=6)
g, a = consent_grant_table.c, access_log_table.c


class SharedView(Struct, frozen=True):
    """What one client shows one coach now: whole finished weeks (their Mondays, oldest first) of these pillars.

    `client` has the name that this coach reads, no address, and the coach's style of numbers. `coach_label` is the
    coach's name as the client confirmed it, at `confirmed_at`. `weeks` are the last ones that are read;
    `first_shared_week` is the Monday of the first one of the grant. `last_finished_sunday` ends the client's last
    finished week, whether it is shown or not.
    """

    grant_id: str
    client: Person
    coach_label: str
    confirmed_at: datetime
    expires_at: datetime
    pillars: tuple[str, ...]
    weeks: tuple[date, ...]
    first_shared_week: date
    last_finished_sunday: date


class LoggedView(Struct, frozen=True):
    """A row of the access log: `page_kind` is "list" or "client", `outcome` "served" or "denied".

    `date_from` and `date_to` are the first and the last day that was shown; both are None where no week was.
    """

    id: str
    accessed_at: datetime
    coach_label: str
    grant_id: str
    page_kind: str
    pillars: tuple[str, ...]
    date_from: date | None
    date_to: date | None
    outcome: str


class AccessLogPage(Struct, frozen=True):
    """Rows of the access log, and the cursor of the rows after them; None at the end."""

    views: tuple[LoggedView, ...]
    next_cursor: str | None


def read_shared(
    database: Database,
    coach: Person,
    page_kind: str,
    weeks: int,
    now: datetime,
    read: Callable[[ReadTransaction, tuple[SharedView, ...]], T],
    grant_id: str | None = None,
) -> T:
    """Return what `read` makes of what a coach may see of all clients, or by one grant: the last `weeks` weeks at most.

    The view is logged for each client in the transaction that `read` gets; where that fails nothing is served. Raises
    `NotFound` for a `grant_id` that shows nothing now, and logs the refusal where it is or was a grant to this coach.
    """
    with database.begin_write() as transaction:
        expire_grants(transaction, coach, now)
        views = list_shared_views(transaction, coach, weeks, now, grant_id)
        if views or grant_id is None:
            _log_served(transaction, coach, page_kind, views, now)
            return read(transaction, views)
        _log_denied(transaction, coach, page_kind, grant_id, now)
    raise build_not_found("nothing is open to this coach")


def _build_open_grants_query() -> Select[Any]:
    visible = select_visible_pillars(coach_id=bindparam("coach"), now=bindparam("now")).subquery()
    pillars = func.aggregate_strings(visible.c.pillar, " ").label("pillars")
    columns = [
        *(column for column in visible.c if column.name != "pillar"),
        person_table.c.zone,
        person_table.c.day_start,
        person_table.c.rest_days_from,
        person_table.c.rest_days_until,
        person_table.c.margins,
    ]
    query = select(*columns, pillars).join(person_table, person_table.c.id == visible.c.person_id)
    only = bindparam("only", type_=visible.c.grant_id.type)
    query = query.where(or_(only.is_(None), visible.c.grant_id == only))
    return query.group_by(*columns).order_by(visible.c.client_label, visible.c.grant_id)


_OPEN_GRANTS_QUERY = _build_open_grants_query()


def list_shared_views(
    transaction: ReadTransaction, coach: Person, weeks: int, now: datetime, grant_id: str | None
) -> tuple[SharedView, ...]:
    """Return what a coach may see of all clients, or by one grant, without logging a view.

    For a client's preview; for the coach `read_shared` must be used.
    """
    rows = transaction.fetch_rows(_OPEN_GRANTS_QUERY, coach=coach.id, now=now, only=grant_id)
    return tuple(_build_shared_view(coach, row, weeks, now) for row in rows)


def _build_shared_view(coach: Person, row: Mapping[str, Any], weeks: int, now: datetime) -> SharedView:
    client = Person(
        row["person_id"],
        "",
        row["client_label"],
        row["zone"],
        row["day_start"],
        coach.style,
        rest_days=RestDays.from_row(row),
        margins=read_margins(row),
    )
    today = client.local_today(now)
    last_week = consent.last_finished_week(today)
    return SharedView(
        grant_id=row["grant_id"],
        client=client,
        coach_label=row["coach_label"],
        confirmed_at=row["confirmed_at"],
        expires_at=row["expires_at"],
        pillars=tuple(sorted(row["pillars"].split())),
        weeks=consent.list_shared_weeks(max(row["history_from"], last_week - (weeks - 1) * consent.WEEK), today),
        first_shared_week=consent.first_shared_week(row["history_from"]),
        last_finished_sunday=last_week + SIX_DAYS,
    )


def _log_served(
    transaction: WriteTransaction, coach: Person, page_kind: str, views: Sequence[SharedView], now: datetime
) -> None:
    last_access = dict(transaction.fetch_tuples(_LAST_ACCESS_QUERY, coach=coach.id))
    rows = [
        {
            **_build_actor_columns(coach, page_kind, now),
            "person_id": view.client.id,
            "coach_label": view.coach_label,
            "grant_id": view.grant_id,
            "pillars": list(view.pillars),
            "date_from": view.weeks[0] if view.weeks else None,
            "date_to": view.weeks[-1] + SIX_DAYS if view.weeks else None,
            "outcome": "served",
        }
        for view in views
    ]
    if rows:
        transaction.execute(insert(access_log_table), rows)
    _notify_first_views(transaction, views, last_access, now)


def _notify_first_views(
    transaction: WriteTransaction,
    views: Iterable[SharedView],
    last_access: Mapping[str, datetime | None],
    now: datetime,
) -> None:
    recipients = [
        (view.client.id, {"id": view.grant_id, "person_id": view.client.id})
        for view in views
        if consent.is_first_view_after_quiet_period(last_access.get(view.grant_id), view.confirmed_at, now)
    ]
    notifications.add_notifications(transaction, "looked", recipients, now)


def _build_last_access_query() -> Select[Any]:
    served = (a.person_id == g.person_id, a.grant_id == g.id, a.outcome == "served")
    last = select(a.accessed_at).where(*served).order_by(a.accessed_at.desc()).limit(1).scalar_subquery()
    return select(g.id, last).where(g.coach_id == bindparam("coach"), g.state == consent.GrantState.active)


_LAST_ACCESS_QUERY = _build_last_access_query()


def _log_denied(transaction: WriteTransaction, coach: Person, page_kind: str, grant_id: str, now: datetime) -> None:
    grant = transaction.fetch_first(select(consent_grant_table).where(g.id == grant_id, g.coach_id == coach.id))
    if grant is None or _has_enough_denials(transaction, grant, now):
        return
    row = {
        **_build_actor_columns(coach, page_kind, now),
        "person_id": grant["person_id"],
        "coach_label": grant["coach_label"],
        "grant_id": grant_id,
        "pillars": [],
        "date_from": None,
        "date_to": None,
        "outcome": "denied",
    }
    transaction.execute(insert(access_log_table), row)


def _has_enough_denials(transaction: ReadTransaction, grant: Mapping[str, Any], now: datetime) -> bool:
    conditions = (
        a.person_id == grant["person_id"],
        a.grant_id == grant["id"],
        a.outcome == "denied",
        a.accessed_at > now - DENIED_PERIOD,
    )
    count = transaction.fetch_value(select(func.count()).select_from(access_log_table).where(*conditions))
    return int(count) >= MAX_DENIED_ROWS


def _build_actor_columns(coach: Person, page_kind: str, now: datetime) -> dict[str, Any]:
    return {"id": make_time_ordered_id(now), "accessed_at": now, "coach_id": coach.id, "page_kind": page_kind}


_COACH_LABEL = case((a.coach_id.is_(None), DELETED_COACH_LABEL), else_=a.coach_label).label("coach")


def list_access_log(
    transaction: ReadTransaction,
    client: Person,
    limit: int,
    cursor: str | None = None,
    *,
    grant_id: str | None = None,
    newest_first: bool = False,
) -> AccessLogPage:
    """Return up to `limit` views of a client, by one grant where it is given, oldest first by default.

    Raises `Invalid` for a cursor that is none.
    """
    query = select(access_log_table, _COACH_LABEL).where(a.person_id == client.id)
    if grant_id is not None:
        query = query.where(a.grant_id == grant_id)
    if cursor is not None:
        position, start = (
            tuple_(a.accessed_at, a.id),
            tuple_(*decode_cursor(cursor), types=[a.accessed_at.type, a.id.type]),
        )
        query = query.where(position < start if newest_first else position > start)
    order = (a.accessed_at.desc(), a.id.desc()) if newest_first else (a.accessed_at, a.id)
    rows = transaction.fetch_rows(query.order_by(*order).limit(limit + 1))
    views = tuple(_build_logged_view(row) for row in rows[:limit])
    has_more = len(rows) > limit
    return AccessLogPage(views, encode_cursor(views[-1].accessed_at, views[-1].id) if has_more else None)


def _build_logged_view(row: Mapping[str, Any]) -> LoggedView:
    return LoggedView(
        id=row["id"],
        accessed_at=row["accessed_at"],
        coach_label=row["coach"],
        grant_id=row["grant_id"],
        page_kind=row["page_kind"],
        pillars=tuple(row["pillars"]),
        date_from=row["date_from"],
        date_to=row["date_to"],
        outcome=row["outcome"],
    )
