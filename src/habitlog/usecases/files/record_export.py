"""The export of a record as a stream of bytes, without derived numbers and without the time of the export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select

from habitlog.accounts.person import Person
from habitlog.db import Database, ReadTransaction
from habitlog.importers.habitlog_json import JsonDocumentWriter
from habitlog.pillars import METRICS, PILLARS
from habitlog.storage.day_marks import day_mark_table
from habitlog.storage.snippet_choices import snippet_choice_table
from habitlog.tracking import WeeklyMetric, WindowMetric
from habitlog.tracking.entry_json import format_utc, serialize_entry
from habitlog.usecases.entries.queries import FIRST_DAY, LAST_DAY, entries_query
from habitlog.usecases.files.day_tag_records import list_exported_tags
from habitlog.usecases.files.experiment_records import list_exported_experiments
from habitlog.usecases.files.week_note_records import list_exported_week_notes
from habitlog.usecases.trends import experiment_contexts, patterns


def export_record(database: Database, person: Person) -> Iterator[bytes]:
    """Yield the document in pieces of about 1000 entries, in constant memory, from one snapshot of the database.

    Items are ordered by pillar, day and id. An empty account that imports the file exports the same bytes.
    """
    from habitlog.stats.method import describe_trend_method  # noqa: PLC0415 - numpy is loaded by the first export, not by the start

    writer = JsonDocumentWriter()
    with database.begin_read() as transaction:
        yield writer.write_head(person.export_settings())
        methods = [describe_trend_method(summary) for summary in ("mean", "total", "median", "clock")] + _list_methods()
        yield from writer.write_section("methods", iter([methods]))
        yield from writer.write_section("entries", _iterate_entries(transaction, person))
        yield from writer.write_section("marks", _iterate_marks(transaction, person))
        yield from writer.write_section("snippets", _iterate_snippet_choices(transaction, person))
        yield from writer.write_section("experiments", iter([list_exported_experiments(transaction, person)]))
        yield from writer.write_section("day_tags", iter([list_exported_tags(transaction, person)]))
        yield from writer.write_section("week_notes", iter([list_exported_week_notes(transaction, person)]))
    yield writer.write_tail()


def _list_methods() -> list[dict[str, Any]]:
    """Return the methods of weekly and window metrics, and those of patterns and experiments."""
    computed = [metric for _, metric in sorted(METRICS.items()) if isinstance(metric, WeeklyMetric | WindowMetric)]
    return [
        *({"metric": metric.id, **metric.method()} for metric in computed),
        patterns.describe_method(),
        experiment_contexts.describe_method(),
    ]


def _iterate_entries(transaction: ReadTransaction, person: Person) -> Iterator[list[dict[str, Any]]]:
    for _, pillar in sorted(PILLARS.items()):
        for chunk in _stream_chunks(
            transaction, entries_query(pillar), person=person.id, first=FIRST_DAY, last=LAST_DAY
        ):
            yield [serialize_entry(pillar, row) for row in chunk]


def _stream_chunks(transaction: ReadTransaction, query: Select[Any], **values: Any) -> Iterator[Any]:
    return transaction.stream_rows(query, **values).mappings().partitions()


def _iterate_marks(transaction: ReadTransaction, person: Person) -> Iterator[list[dict[str, Any]]]:
    query = select(day_mark_table.c.pillar, day_mark_table.c.day, day_mark_table.c.mark).where(
        day_mark_table.c.person_id == person.id
    )
    for chunk in _stream_chunks(transaction, query.order_by(day_mark_table.c.pillar, day_mark_table.c.day)):
        yield [{"pillar": row["pillar"], "day": row["day"].isoformat(), "mark": row["mark"]} for row in chunk]


def _iterate_snippet_choices(transaction: ReadTransaction, person: Person) -> Iterator[list[dict[str, Any]]]:
    c = snippet_choice_table.c
    query = select(c.snippet, c.choice, c.chosen_at).where(c.person_id == person.id).order_by(c.snippet)
    for chunk in _stream_chunks(transaction, query):
        yield [
            {"snippet": row["snippet"], "choice": row["choice"], "chosen_at": format_utc(row["chosen_at"])}
            for row in chunk
        ]
