"""The lines in which commands print what an import or a check found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from habitlog.db.database_copy import CopiedTable
    from habitlog.usecases.account_lifecycle.after_restore import RestoreResult
    from habitlog.usecases.files.import_report import ImportReport
    from habitlog.usecases.maintenance import MaintenanceReport

MAX_REFUSALS_SHOWN = 20


def format_import_report(report: ImportReport, *, dry_run: bool) -> Iterator[str]:
    """Yield the lines of an import; refusals beyond `MAX_REFUSALS_SHOWN` are counted only."""
    from habitlog.web.presenters.imports import describe_left_out, describe_refusal

    yield f"In the file: {report.items_read}, of them {report.duplicates} twice. Times in {report.zone}."
    for name, count in sorted(report.added.items()):
        yield f"{'Would add' if dry_run else 'Added'} {name}: {count}"
    yield from _format_tags(report, dry_run=dry_run)
    if report.replaced:
        yield f"{'Would replace' if dry_run else 'Replaced'}: {report.replaced}"
    yield f"Already there, the same: {report.same}"
    if report.different:
        yield f"Already there, and the file says otherwise (--replace takes it): {report.different}"
    yield f"Refused: {report.refused_total}"
    for refusal in report.refused[:MAX_REFUSALS_SHOWN]:
        yield f"  {refusal.location}: {describe_refusal(refusal)}"
    if report.refused_total > MAX_REFUSALS_SHOWN:
        yield f"  and {report.refused_total - MAX_REFUSALS_SHOWN} more"
    if report.is_refused:
        yield "Nothing was imported, because something was refused. With --partial the rest is imported."
    for left_out in report.left_out[:MAX_REFUSALS_SHOWN]:
        yield f"Left out, {left_out.location}: {describe_left_out(left_out)}"
    for phrase, count in report.unsupported.items():
        yield f"Not taken over, {phrase}: {count}"


def _format_tags(report: ImportReport, *, dry_run: bool) -> Iterator[str]:
    for tag in report.tags:
        yield f"{'Would tag' if dry_run else 'Tagged'} with {tag.name}: {len(tag.days)} days, before: {tag.same}"
    if not report.added and not report.days_tagged:
        yield "Added nothing."


def format_maintenance_report(report: MaintenanceReport) -> Iterator[str]:
    """Yield one line for each check."""
    yield f"Database: {'ok' if report.is_database_intact else 'damaged: a backup can be put in its place'}"
    rebuilt = ", rebuilt" if report.has_rebuilt else ""
    yield f"Derived numbers: {report.people} people, {report.people_with_stale_metrics} differ{rebuilt}"
    yield f"Deleted entries: {report.purged_entries} past their hour, removed for good"
    yield f"Library: {report.overdue_snippets} pieces past their review date"


def format_restore_result(ended: RestoreResult) -> Iterator[str]:
    """Yield what a restore ended."""
    yield (
        f"Ended: {ended.sessions} sessions, {ended.tokens} tokens, {ended.invitations} invitations, "
        f"{ended.grants} grants."
    )
    yield f"Accounts erased again: {ended.accounts}. Accounts that wait seven days anew: {ended.pending_deletions}."


def format_copied_tables(copied: Sequence[CopiedTable]) -> Iterator[str]:
    """Yield the tables of a copy that have rows, and how many rows there are in all."""
    for table in copied:
        if table.rows:
            yield f"{table.name}: {table.rows}"
    yield (
        f"Copied {sum(table.rows for table in copied)} rows of {len(copied)} tables. "
        "Counts and checksums are the same in both databases."
    )
