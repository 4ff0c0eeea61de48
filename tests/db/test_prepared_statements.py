"""Prepared statements of PostgreSQL, which a pooler in transaction mode has to do without."""

from __future__ import annotations

import pytest
from sqlalchemy import ColumnClause, Text, column, func, literal_column, make_url, select, table

from habitlog.config import parse_database_url
from habitlog.db import Database
from habitlog.errors import StartRefused

REPEATED = 8
"""The driver prepares a statement that is sent for the sixth time."""


@pytest.mark.parametrize(("query", "is_prepared"), [({}, True), ({"prepared_statements": "off"}, False)])
def test_statements_are_prepared_unless_the_address_says_no(
    reused_postgres: tuple[str, object], query: dict[str, str], *, is_prepared: bool
) -> None:
    url = make_url(reused_postgres[0]).update_query_dict(query).render_as_string(hide_password=False)
    database = Database(url)
    with database.begin_read() as transaction:
        for _ in range(REPEATED):
            transaction.fetch_value(select(literal_column("'sent again and again'")))
        statement: ColumnClause[str] = column("statement", Text)
        counted = select(func.count()).select_from(table("pg_prepared_statements", statement))
        prepared = transaction.fetch_value(counted.where(statement.contains("sent again and")))
    assert bool(prepared) is is_prepared
    database.check_connection()
    database.close_connections()


def test_address_says_on_or_off() -> None:
    for choice in ("on", "off"):
        address = f"postgresql://x/y?prepared_statements={choice}"
        assert parse_database_url(address, "HABITLOG_DATABASE_URL") == address
    with pytest.raises(StartRefused, match="prepared_statements in HABITLOG_DATABASE_URL is on or off"):
        parse_database_url("postgresql://x/y?prepared_statements=no", "HABITLOG_DATABASE_URL")
