"""Looks: a coach reads what is granted, and every look is written in the transaction that reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, case, func, insert, or_, select, tuple_

from habitlog.accounts.person import Person, person_table
from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.db.types import make_time_ordered_id
from habitlog.sharing import consent
from habitlog.sharing.tables import DELETED_COACH_LABEL, access_log_table, consent_grant_table
from habitlog.sharing.visibility import select_visible_pillars
from habitlog.tracking.entry_json import format_utc
from habitlog.usecases import notifications
from habitlog.usecases.cursors import decode_cursor, encode_cursor
from habitlog.usecases.sharing.grant_expiry import expire_grants
from habitlog.usecases.sharing.grants import build_not_found

T = TypeVar("T")

MAX_DENIED_ROWS, DENIED_PERIOD = 20, timedelta(days=1)
"""Refused tries at one grant that are written within a day."""
g, a = consent_grant_table.c, access_log_table.c


@dataclass(frozen=True, slots=True)
class SharedView:
    """What one client shows one coach now: whole finished weeks (their Mondays, oldest first) of these pillars.

    `client` carries the name typed for this coach and no address; numbers are written in the coach's style.
    `coach_label` is the coach's name as the client confirmed it, at `confirmed_at`. `sunday` ends the client's last
    finished week, shown or not.
    """

    grant_id: str
    client: Person
    coach_label: str
    confirmed_at: datetime
    expires_at: datetime
    pillars: tuple[str, ...]
    weeks: tuple[date, ...]
    last_finished_sunday: date


def read_shared(
    database: Database,
    coach: Person,
    page_kind: str,
    weeks: int,
    now: datetime,
    read: Callable[[ReadTransaction, tuple[SharedView, ...]], T],
    grant_id: str | None = None,
) -> T:
    """Hand `read` what a coach may see of all clients, or by one grant, and return what it makes of it.

    At most the last `weeks` finished weeks. The look is written for each client in the same transaction; where that
    fails nothing is served. Raises `NotFound` for a `grant_id` that opens nothing now; where it once was this coach's,
    the client can read that it was tried.
    """
    with database.begin_write() as transaction:
        expire_grants(transaction, coach, now)
        looks = list_shared_views(transaction, coach, weeks, now, grant_id)
        if looks or grant_id is None:
            _log_served(transaction, coach, page_kind, looks, now)
            return read(transaction, looks)
        _log_denied(transaction, coach, page_kind, grant_id, now)
    raise build_not_found("nothing is open to this coach")


def _build_open_grants_query() -> Select[Any]:
    opened = select_visible_pillars(coach_id=bindparam("coach"), now=bindparam("now")).subquery()
    pillars = func.aggregate_strings(opened.c.pillar, " ").label("pillars")
    told = [*(column for column in opened.c if column.name != "pillar"), person_table.c.zone, person_table.c.day_start]
    query = select(*told, pillars).join(person_table, person_table.c.id == opened.c.person_id)
    only = or_(bindparam("only", type_=opened.c.grant_id.type).is_(None), opened.c.grant_id == bindparam("only"))
    return query.where(only).group_by(*told).order_by(opened.c.client_label, opened.c.grant_id)


_OPEN_GRANTS_QUERY = _build_open_grants_query()


def list_shared_views(
    transaction: ReadTransaction, coach: Person, weeks: int, now: datetime, grant_id: str | None
) -> tuple[SharedView, ...]:
    """Return what a coach may see of all clients, or by one grant, for a reader that is not that coach.

    Nothing is written: a coach reads by `look` alone.
    """
    rows = transaction.fetch_rows(_OPEN_GRANTS_QUERY, coach=coach.id, now=now, only=grant_id)
    return tuple(_build_shared_view(coach, row, weeks, now) for row in rows)


def _build_shared_view(coach: Person, row: Mapping[str, Any], weeks: int, now: datetime) -> SharedView:
    client = Person(row["person_id"], "", row["client_label"], row["zone"], row["day_start"], coach.style)
    today = client.local_today(now)
    last = consent.last_finished_week(today)
    return SharedView(
        grant_id=row["grant_id"],
        client=client,
        coach_label=row["coach_label"],
        confirmed_at=row["confirmed_at"],
        expires_at=row["expires_at"],
        pillars=tuple(sorted(row["pillars"].split())),
        weeks=consent.list_shared_weeks(max(row["history_from"], last - (weeks - 1) * consent.WEEK), today),
        last_finished_sunday=last + timedelta(days=6),
    )


def _log_served(
    transaction: WriteTransaction, coach: Person, page_kind: str, views: Iterable[SharedView], now: datetime
) -> None:
    last = dict(transaction.fetch_tuples(_LAST_ACCESS_QUERY, coach=coach.id))
    rows = [
        {
            **_build_actor_columns(coach, page_kind, now),
            "person_id": one.client.id,
            "coach_label": one.coach_label,
            "grant_id": one.grant_id,
            "pillars": list(one.pillars),
            "date_from": one.weeks[0] if one.weeks else None,
            "date_to": one.weeks[-1] + timedelta(days=6) if one.weeks else None,
            "outcome": "served",
        }
        for one in views
    ]
    if rows:
        transaction.execute(insert(access_log_table), rows)
    first = [
        one for one in views if consent.is_first_view_after_quiet_period(last.get(one.grant_id), one.confirmed_at, now)
    ]
    about = [(one.client.id, {"id": one.grant_id, "person_id": one.client.id}) for one in first]
    notifications.add_notifications(transaction, "looked", about, now)


def _build_last_access_query() -> Select[Any]:
    served = (a.person_id == g.person_id, a.grant_id == g.id, a.outcome == "served")
    last = select(a.accessed_at).where(*served).order_by(a.accessed_at.desc()).limit(1).scalar_subquery()
    return select(g.id, last).where(g.coach_id == bindparam("coach"), g.state == consent.GrantState.active)


_LAST_ACCESS_QUERY = _build_last_access_query()


def _log_denied(transaction: WriteTransaction, coach: Person, page_kind: str, grant_id: str, now: datetime) -> None:
    row = transaction.fetch_first(select(consent_grant_table).where(g.id == grant_id, g.coach_id == coach.id))
    if row is None or _has_enough_denials(transaction, row, now):
        return
    about = {"person_id": row["person_id"], "coach_label": row["coach_label"], "grant_id": grant_id}
    denied: dict[str, Any] = {"pillars": [], "date_from": None, "date_to": None, "outcome": "denied"}
    transaction.execute(insert(access_log_table), {**_build_actor_columns(coach, page_kind, now), **about, **denied})


def _has_enough_denials(transaction: ReadTransaction, row: Mapping[str, Any], now: datetime) -> bool:
    """Whether today's timeline holds so many refused tries at a grant that more would hide what else is in it."""
    of = (
        a.person_id == row["person_id"],
        a.grant_id == row["id"],
        a.outcome == "denied",
        a.accessed_at > now - DENIED_PERIOD,
    )
    return (
        int(transaction.fetch_value(select(func.count()).select_from(access_log_table).where(*of))) >= MAX_DENIED_ROWS
    )


def _build_actor_columns(coach: Person, page_kind: str, now: datetime) -> dict[str, Any]:
    return {"id": make_time_ordered_id(now), "accessed_at": now, "coach_id": coach.id, "page_kind": page_kind}


a = access_log_table.c
_COACH_LABEL = case((a.coach_id.is_(None), DELETED_COACH_LABEL), else_=a.coach_label).label("coach")


def list_access_log(
    transaction: ReadTransaction,
    client: Person,
    limit: int,
    cursor: str | None = None,
    *,
    grant_id: str | None = None,
    newest_first: bool = False,
) -> dict[str, Any]:
    """Return up to `limit` looks at a client, of one grant where it is named, and the cursor of the next ones.

    Oldest first unless told otherwise; raises `Invalid` for a cursor that was not given out.
    """
    query = select(access_log_table, _COACH_LABEL).where(a.person_id == client.id)
    if grant_id is not None:
        query = query.where(a.grant_id == grant_id)
    if cursor is not None:
        here, there = tuple_(a.accessed_at, a.id), tuple_(*decode_cursor(cursor), types=[a.accessed_at.type, a.id.type])
        query = query.where(here < there if newest_first else here > there)
    order = (a.accessed_at.desc(), a.id.desc()) if newest_first else (a.accessed_at, a.id)
    rows = transaction.fetch_rows(query.order_by(*order).limit(limit + 1))
    more = len(rows) > limit
    return {
        "items": [_serialize_access(row) for row in rows[:limit]],
        "next": encode_cursor(rows[limit - 1]["accessed_at"], rows[limit - 1]["id"]) if more else None,
    }


def _serialize_access(row: Mapping[str, Any]) -> dict[str, Any]:
    at: datetime = row["accessed_at"]
    return {
        "id": row["id"],
        "at": format_utc(at),
        "coach": row["coach"],
        "grant": row["grant_id"],
        "page": row["page_kind"],
        "pillars": row["pillars"],
        "from": row["date_from"] and row["date_from"].isoformat(),
        "to": row["date_to"] and row["date_to"].isoformat(),
        "outcome": row["outcome"],
    }
