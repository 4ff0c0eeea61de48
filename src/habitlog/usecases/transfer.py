"""Files in: each format is read by its own module, and every one ends in the same report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from habitlog.db import Writing
from habitlog.interop import fitbit, hevy, record_file
from habitlog.interop.parsed import Parsed
from habitlog.people.model import Person
from habitlog.usecases.importing import Report, bring
from habitlog.usecases.restoring import restore

READERS: dict[str, Callable[[bytes, str], Parsed]] = {fitbit.FORMAT: fitbit.parse, hevy.FORMAT: hevy.parse}
SHOWN = 20


def bring_in(
    unit: Writing, person: Person, format_: str, data: bytes, now: datetime, *, replace: bool, dry_run: bool
) -> Report:
    """Read a file of a known format and bring it in; wall times without a zone are the person's."""
    if format_ == "json":
        return restore(unit, person, record_file.parse(data), now, replace=replace, dry_run=dry_run)
    parsed = READERS[format_](data, person.zone)
    return bring(unit, person, parsed, now, replace=replace, dry_run=dry_run)


def brought_nothing(report: Report) -> bool:
    """Whether a file held something and none of it is here now: not a success."""
    came = sum(report.added.values()) + report.replaced + report.already_there
    return bool(report.refused) and not came


def summary(report: Report, *, dry_run: bool) -> Iterator[str]:
    """Yield the report in lines for people."""
    yield f"In the file: {report.read}, of them {report.duplicates} twice"
    for name, count in sorted(report.added.items()):
        yield f"{'Would add' if dry_run else 'Added'} {name}: {count}"
    if not report.added:
        yield "Added nothing."
    if report.replaced:
        yield f"{'Would replace' if dry_run else 'Replaced'}: {report.replaced}"
    yield f"Already there: {report.already_there}"
    yield f"Refused: {len(report.refused)}"
    for refusal in report.refused[:SHOWN]:
        yield f"  {refusal.where}: {refusal.reason}"
    if len(report.refused) > SHOWN:
        yield f"  and {len(report.refused) - SHOWN} more"
    for words, count in report.left_out.items():
        yield f"Not taken over, {words}: {count}"
