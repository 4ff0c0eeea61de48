"""Files in: each format is read by its own module, and every one ends in the same report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from habitlog.accounts.person import Person
from habitlog.db import WriteTransaction
from habitlog.importers import fitbit, habitlog_json, hevy
from habitlog.importers.base import ParsedFile
from habitlog.usecases.files.import_batch import ImportReport, import_drafts
from habitlog.usecases.files.restore_export import restore_record

PARSERS: dict[str, Callable[[bytes, str], ParsedFile]] = {
    fitbit.FORMAT_KEY: fitbit.parse_file,
    hevy.FORMAT_KEY: hevy.parse_file,
}
MAX_REFUSALS_SHOWN = 20


def import_file(
    transaction: WriteTransaction,
    person: Person,
    format_: str,
    data: bytes,
    now: datetime,
    *,
    replace: bool,
    dry_run: bool,
) -> ImportReport:
    """Read a file of a known format and bring it in; wall times without a zone are the person's."""
    if format_ == "json":
        return restore_record(
            transaction, person, habitlog_json.parse_record_file(data), now, replace=replace, dry_run=dry_run
        )
    parsed = PARSERS[format_](data, person.zone)
    return import_drafts(transaction, person, parsed, now, replace=replace, dry_run=dry_run)


def is_failed_import(report: ImportReport) -> bool:
    """Whether a file held something and none of it is here now: not a success."""
    came = sum(report.added.values()) + report.replaced + report.already_there
    return bool(report.refused) and not came


def describe_report(report: ImportReport, *, dry_run: bool) -> Iterator[str]:
    """Yield the report in lines for people."""
    yield f"In the file: {report.items_read}, of them {report.duplicates} twice"
    for name, count in sorted(report.added.items()):
        yield f"{'Would add' if dry_run else 'Added'} {name}: {count}"
    if not report.added:
        yield "Added nothing."
    if report.replaced:
        yield f"{'Would replace' if dry_run else 'Replaced'}: {report.replaced}"
    yield f"Already there: {report.already_there}"
    yield f"Refused: {len(report.refused)}"
    for refusal in report.refused[:MAX_REFUSALS_SHOWN]:
        yield f"  {refusal.location}: {refusal.reason}"
    if len(report.refused) > MAX_REFUSALS_SHOWN:
        yield f"  and {len(report.refused) - MAX_REFUSALS_SHOWN} more"
    for words, count in report.left_out.items():
        yield f"Not taken over, {words}: {count}"
