"""The account file: what is kept of a person around the record, as one stream of bytes; no secret, no hash of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Select, Table, case, select

from habitlog.db import Database, Reading
from habitlog.interop.record_file import Writer
from habitlog.people.factor import second_factor
from habitlog.people.model import Person, person, sign_in, token
from habitlog.pillar.wire import stamp
from habitlog.sharing.model import DELETED_COACH, access_log, coach_invite, consent_grant, consent_scope, notice
from habitlog.sharing.texts import CONSENT_TEXTS

i, g, a, n, t, s = (one.c for one in (coach_invite, consent_grant, access_log, notice, token, sign_in))
_ENDS = (
    "state",
    "created_at",
    "confirmed_at",
    "history_from",
    "expires_at",
    "ended_at",
    "ended_by",
    "consent_text_version",
)

_COACH = case((a.actor_id.is_(None), DELETED_COACH), else_=a.actor_label).label("coach")


def export_account(database: Database, someone: Person) -> Iterator[bytes]:
    """Yield the document in pieces of about 1000 items, all of one moment, in constant memory.

    With the record it is everything that is kept of a person (GDPR, Art. 15). Every column that goes in is named here,
    so that a new one stays out until it is. Of other people there are the names the person saw, nothing else.
    """
    writer = Writer()
    with database.read() as unit:
        yield writer.head(_account(unit, someone))
        yield from writer.section(
            "consent_texts", iter([[{"version": v, "text": x} for v, x in CONSENT_TEXTS.items()]])
        )
        for name, query in _parts(someone).items():
            yield from writer.section(name, _items(unit, query))
        yield from writer.section("grants_given", _with_pillars(unit, _given(someone)))
        yield from writer.section("grants_held", _with_pillars(unit, _held(someone)))
    yield writer.tail()


def _account(unit: Reading, someone: Person) -> dict[str, Any]:
    p, f = person.c, second_factor.c
    columns = (p.account_id, p.email, p.created_at, f.confirmed_at.label("second_step_since"))
    joined = person.outerjoin(second_factor, f.person_id == p.id)
    row = unit.first(select(*columns).select_from(joined).where(p.id == someone.id))
    assert row is not None  # noqa: S101 - somebody who asks is there
    return someone.settings() | _plain(row)


def _parts(someone: Person) -> dict[str, Select[Any]]:
    return {
        "invitations": _of(
            coach_invite, someone, i.created_at, i.id,
            *_named(coach_invite, "client_label", "pillars", "history_from", "grant_expires_at"),
            *_named(coach_invite, "expires_at", "withdrawn_at", "redeemed_at"),
        ),
        "looks": _of(
            access_log, someone, a.at, a.id, _COACH,
            *_named(access_log, "grant_id", "route_class", "pillars", "date_from", "date_to", "outcome"),
        ),
        "notices": _of(notice, someone, n.at, n.id, *_named(notice, "kind", "grant_id", "seen_at")),
        "sessions": _of(sign_in, someone, s.created_at, s.seen_at, s.factor_at.label("second_step_at")),
        "tokens": _of(
            token, someone, t.created_at, t.id,
            *_named(token, "name", "scope", "expires_at", "last_used_on", "revoked_at"),
        ),
    }  # fmt: skip


def _named(table: Table, *names: str) -> list[Column[Any]]:
    return [table.c[name] for name in names]


def _of(table: Table, someone: Person, *columns: Any) -> Select[Any]:
    """Return a query of a person's own rows, ordered by its first two columns."""
    return select(*columns).where(table.c.person_id == someone.id).order_by(*columns[:2])


def _given(someone: Person) -> Select[Any]:
    coach = case((g.coach_id.is_(None), DELETED_COACH), else_=g.coach_label).label("coach_label")
    names = _named(consent_grant, "person_id", "id", "client_label", *_ENDS)
    return select(*names, coach).where(g.person_id == someone.id).order_by(g.created_at, g.id)


def _held(someone: Person) -> Select[Any]:
    # As a coach one keeps nothing of a client whose grant has ended, the name neither.
    client = case((g.state.in_(("pending", "active")), g.client_label), else_=None).label("client_label")
    names = _named(consent_grant, "person_id", "id", *_ENDS)
    return select(*names, client).where(g.coach_id == someone.id).order_by(g.created_at, g.id)


def _items(unit: Reading, query: Select[Any]) -> Iterator[list[dict[str, Any]]]:
    for chunk in unit.stream(query).mappings().partitions():
        yield [_plain(dict(row)) for row in chunk]


def _with_pillars(unit: Reading, query: Select[Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield grants with their pillars; the number of the client stays out."""
    c = consent_scope.c
    for row in unit.rows(query):
        of = (c.person_id == row["person_id"], c.grant_id == row["id"])
        pillars = unit.tuples(select(c.pillar).where(*of).order_by(c.pillar))
        rest = {name: value for name, value in row.items() if name != "person_id"}
        yield [_plain(rest) | {"pillars": [pillar for (pillar,) in pillars]}]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name): _text(value) for name, value in row.items()}


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else value
