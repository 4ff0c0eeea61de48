"""The account file: what is stored of a person besides the record, as a stream of bytes, without secrets or hashes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Select, Table, case, select

from habitlog.accounts.person import Person, api_token_table, login_session_table, person_table
from habitlog.accounts.two_factor import two_factor_table
from habitlog.db import Database, ReadTransaction
from habitlog.importers.habitlog_json import JsonDocumentWriter
from habitlog.sharing.consent_texts import CONSENT_TEXTS_BY_VERSION
from habitlog.sharing.tables import (
    DELETED_COACH_LABEL,
    access_log_table,
    consent_grant_table,
    grant_pillar_table,
    invitation_table,
    notification_table,
)
from habitlog.storage.import_files import import_file_table
from habitlog.storage.import_mappings import import_mapping_table
from habitlog.storage.remembered_words import remembered_word_table
from habitlog.storage.urgent_cards import urgent_card_table
from habitlog.tracking.entry_json import format_utc

i, g, a, n, t, s, u, f, r, m = (
    table.c
    for table in (
        invitation_table,
        consent_grant_table,
        access_log_table,
        notification_table,
        api_token_table,
        login_session_table,
        urgent_card_table,
        import_file_table,
        remembered_word_table,
        import_mapping_table,
    )
)
_GRANT_COLUMNS = (
    "state",
    "created_at",
    "confirmed_at",
    "history_from",
    "expires_at",
    "ended_at",
    "ended_by",
    "consent_text_version",
)

_COACH_LABEL = case((a.coach_id.is_(None), DELETED_COACH_LABEL), else_=a.coach_label).label("coach")


def export_account(database: Database, person: Person) -> Iterator[bytes]:
    """Yield the document in pieces of about 1000 items, in constant memory, from one snapshot of the database.

    With the record it is everything that is stored of a person (GDPR, Art. 15). Every exported column is named here,
    so that a new one is not exported by accident. Of other people it has only the names that the person saw.
    """
    writer = JsonDocumentWriter()
    with database.begin_read() as transaction:
        yield writer.write_head(_load_account_section(transaction, person))
        yield from writer.write_section(
            "consent_texts", iter([[{"version": v, "text": x} for v, x in CONSENT_TEXTS_BY_VERSION.items()]])
        )
        for name, query in _build_section_queries(person).items():
            yield from writer.write_section(name, _iterate_items(transaction, query))
        yield from writer.write_section(
            "grants_given", _iterate_grants_with_pillars(transaction, _query_grants_given(person))
        )
        yield from writer.write_section(
            "grants_held", _iterate_grants_with_pillars(transaction, _query_grants_held(person))
        )
    yield writer.write_tail()


def _load_account_section(transaction: ReadTransaction, person: Person) -> dict[str, Any]:
    p, f = person_table.c, two_factor_table.c
    columns = (p.account_id, p.email, p.created_at, f.confirmed_at.label("second_step_since"))
    joined = person_table.outerjoin(two_factor_table, f.person_id == p.id)
    row = transaction.fetch_first(select(*columns).select_from(joined).where(p.id == person.id))
    assert row is not None  # noqa: S101 - the person exists
    return person.export_settings() | _row_to_json(row)


def _build_section_queries(person: Person) -> dict[str, Select[Any]]:
    columns = {
        "invitations": (
            invitation_table,
            (i.created_at, i.id, i.client_label, i.pillars, i.history_from),
            (i.grant_expires_at, i.expires_at, i.withdrawn_at, i.redeemed_at),
        ),
        "looks": (
            access_log_table,
            (a.accessed_at.label("at"), a.id, _COACH_LABEL, a.grant_id, a.page_kind.label("route_class")),
            (a.pillars, a.date_from, a.date_to, a.outcome),
        ),
        "notices": (
            notification_table,
            (n.created_at.label("at"), n.id),
            (n.kind, n.grant_id, n.seen_at),
        ),
        "sessions": (
            login_session_table,
            (s.created_at, s.seen_at),
            (s.two_factor_at.label("second_step_at"),),
        ),
        "tokens": (
            api_token_table,
            (t.created_at, t.id),
            (t.name, t.scope, t.also_export, t.expires_at, t.last_used_on, t.revoked_at),
        ),
        "urgent_cards": (
            urgent_card_table,
            (u.day, u.kind),
            (u.opened_at, u.closed_at),
        ),
        "remembered_words": (
            remembered_word_table,
            (r.remembered_at, r.word),
            (),
        ),
        "imports": (
            import_file_table,
            (f.uploaded_at, f.id),
            (
                *(f.file_name, f.format, f.earlier_zones, f.zone, f.mapping),
                *(f.state, f.saved_at, f.undone_at, f.report),
            ),
        ),
        "import_mappings": (
            import_mapping_table,
            (m.remembered_at, m.headings_id),
            (m.format, m.headings, m.mapping),
        ),
    }
    return {name: _query_own_rows(table, person, *first, *rest) for name, (table, first, rest) in columns.items()}


def _select_columns(table: Table, *names: str) -> list[Column[Any]]:
    return [table.c[name] for name in names]


def _query_own_rows(table: Table, person: Person, *columns: Any) -> Select[Any]:
    """Return a query of a person's own rows, ordered by its first two columns."""
    return select(*columns).where(table.c.person_id == person.id).order_by(*columns[:2])


def _query_grants_given(person: Person) -> Select[Any]:
    coach = case((g.coach_id.is_(None), DELETED_COACH_LABEL), else_=g.coach_label).label("coach_label")
    names = _select_columns(consent_grant_table, "person_id", "id", "client_label", *_GRANT_COLUMNS)
    return select(*names, coach).where(g.person_id == person.id).order_by(g.created_at, g.id)


def _query_grants_held(person: Person) -> Select[Any]:
    # Once a grant has ended, a coach keeps nothing of the client, not even the name.
    client = case((g.state.in_(("pending", "active")), g.client_label), else_=None).label("client_label")
    names = _select_columns(consent_grant_table, "person_id", "id", *_GRANT_COLUMNS)
    return select(*names, client).where(g.coach_id == person.id).order_by(g.created_at, g.id)


def _iterate_items(transaction: ReadTransaction, query: Select[Any]) -> Iterator[list[dict[str, Any]]]:
    for chunk in transaction.stream_rows(query).mappings().partitions():
        yield [_row_to_json(dict(row)) for row in chunk]


def _iterate_grants_with_pillars(transaction: ReadTransaction, query: Select[Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield grants with their pillars, without the id of the client."""
    c = grant_pillar_table.c
    for row in transaction.fetch_rows(query):
        of_grant = (c.person_id == row["person_id"], c.grant_id == row["id"])
        pillars = transaction.fetch_tuples(select(c.pillar).where(*of_grant).order_by(c.pillar))
        rest = {name: value for name, value in row.items() if name != "person_id"}
        yield [_row_to_json(rest) | {"pillars": [pillar for (pillar,) in pillars]}]


def _row_to_json(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name): _value_to_json(value) for name, value in row.items()}


def _value_to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_utc(value)
    return value.isoformat() if isinstance(value, date) else value
