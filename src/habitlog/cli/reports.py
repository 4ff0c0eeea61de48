"""The lines in which commands print what an import or a check found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from habitlog.importers.base import ImportRefusal
    from habitlog.usecases.files.import_batch import ImportReport
    from habitlog.usecases.maintenance import MaintenanceReport

MAX_REFUSALS_SHOWN = 20


def format_import_report(report: ImportReport, *, dry_run: bool) -> Iterator[str]:
    """Yield the lines of an import; refusals beyond `MAX_REFUSALS_SHOWN` are counted only."""
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
        yield f"  {refusal.location}: {describe_refusal(refusal)}"
    if len(report.refused) > MAX_REFUSALS_SHOWN:
        yield f"  and {len(report.refused) - MAX_REFUSALS_SHOWN} more"
    for phrase, count in report.unsupported.items():
        yield f"Not taken over, {phrase}: {count}"


def describe_refusal(refusal: ImportRefusal) -> str:
    """Return in one line why an item of a file was left out."""
    from habitlog.web.presenters.error_text import describe_code, describe_field_problem

    if refusal.problems:
        reason = " ".join(f"{problem.field}: {describe_field_problem(problem)}" for problem in refusal.problems)
    else:
        reason = describe_code(refusal.code, refusal.parameters)
    return f"{reason} The session of {refusal.session_rows} rows stays out." if refusal.session_rows else reason


def format_maintenance_report(report: MaintenanceReport) -> Iterator[str]:
    """Yield one line for each check."""
    yield f"Database: {'ok' if report.is_database_intact else 'damaged: a backup can be put in its place'}"
    rebuilt = ", rebuilt" if report.has_rebuilt else ""
    yield f"Derived numbers: {report.people} people, {report.people_with_stale_metrics} differ{rebuilt}"
    yield f"Deleted entries: {report.purged_entries} past their hour, removed for good"
    yield f"Library: {report.overdue_snippets} pieces past their review date"
