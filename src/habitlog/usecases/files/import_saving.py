"""Writing a valid file: all of it or nothing, and in short transactions where it is long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from habitlog.accounts.person import Person, person_table
from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.errors import Conflict
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics, import_files
from habitlog.storage.entry_copies import copy_entry_row
from habitlog.storage.import_files import RemovedMark
from habitlog.usecases.files.import_claims import ClaimKeeper, build_claim
from habitlog.usecases.files.import_comparison import (
    ComparedRow,
    Comparison,
    Replacement,
    compare_rows,
    takes_file,
)
from habitlog.usecases.files.import_progress import ImportProgress
from habitlog.usecases.files.import_removal import take_entries_back
from habitlog.usecases.files.import_report import ImportReport, ValidFile, build_report
from habitlog.usecases.files.import_writing import CHUNK_ROWS, WrittenRows, write_rows
from habitlog.usecases.files.imported_tags import ComparedTags, compare_tags, write_tags
from habitlog.usecases.files.report_json import encode_report
from habitlog.usecases.files.restore_export import ValidRecord, has_entries, write_record_parts


class _ImportPlan(NamedTuple):
    """What an import does beside the entries there are, and the change number of their person for which that holds."""

    change_number: int
    compared: Sequence[ComparedRow]
    tags: ComparedTags
    report: ImportReport
    into_empty: bool


def save_valid_file(
    database: Database,
    person: Person,
    row: Mapping[str, Any],
    file: ValidFile,
    now: datetime,
    *,
    replace: Replacement,
    partial: bool,
    progress: ImportProgress | None = None,
) -> ImportReport:
    """Import a valid file and return the report, which is refused and wrote nothing where an item is and not `partial`.

    `row` is that of the import; one without a `state` is stored with the first entries. More entries than `CHUNK_ROWS`
    are written in several transactions, each of which leaves entries, marks and metrics in order. They are compared
    again wherever the person changed something meanwhile. Where the import stops or fails before its last transaction,
    what was written is taken back; after the end of the process the next start does it. Raises `Conflict` where that
    happened meanwhile, or where another request writes the same file.
    """
    return _FileSaver(database, person, row, file, now, replace, partial, progress or ImportProgress()).save()


class _FileSaver:
    def __init__(
        self,
        database: Database,
        person: Person,
        row: Mapping[str, Any],
        file: ValidFile,
        now: datetime,
        replace: Replacement,
        partial: bool,
        progress: ImportProgress,
    ) -> None:
        self._database, self._person, self._row, self._file, self._now = database, person, row, file, now
        self._replace, self._partial, self._progress = replace, partial, progress
        self._written: dict[str, ComparedRow] = {}
        """What was written, by the id that its entry has in the file."""
        self._removed_marks: list[RemovedMark] = []
        self._claim_keeper = ClaimKeeper(row["id"], now)
        self._is_begun = False
        """Whether a transaction was committed that is not the last one."""

    def save(self) -> ImportReport:
        try:
            report = self._save()
        except BaseException:
            if self._is_begun:
                self._take_back()
            raise
        if report.is_refused and self._is_begun:
            self._take_back()
        return report

    def _save(self) -> ImportReport:
        self._progress.begin("comparing")
        with self._database.begin_read() as reading:
            plan = self._make_plan(reading)
        pending = self._list_pending(plan)
        self._progress.begin("writing", len(pending))
        while not plan.report.is_refused:
            chunk, is_last = pending[:CHUNK_ROWS], len(pending) <= CHUNK_ROWS
            with self._database.begin_write() as transaction:
                self._claim(transaction, is_last=is_last)
                is_current = _fetch_change_number(transaction, self._person) == plan.change_number
                if not is_current and is_last and not self._is_begun:
                    # Of a short file, the comparison is short, too.
                    plan, is_current = self._make_plan(transaction), True
                    chunk = self._list_pending(plan)
                    if plan.report.is_refused:
                        return plan.report
                if is_current:
                    self._write_chunk(transaction, chunk)
                    if is_last:
                        self._finish(transaction, plan)
                        return plan.report
                    plan = plan._replace(change_number=transaction.number_change(self._person.id))
            self._is_begun = True
            if is_current:
                pending = pending[CHUNK_ROWS:]
                self._progress.advance(len(chunk))
            else:
                with self._database.begin_read() as reading:
                    plan = self._make_plan(reading, into_empty=plan.into_empty)
                pending = self._list_pending(plan)
        return plan.report

    def _make_plan(self, transaction: ReadTransaction, *, into_empty: bool | None = None) -> _ImportPlan:
        number = _fetch_change_number(transaction, self._person)
        compared = [
            self._written.get(each.file_row.row["id"], each)
            for each in compare_rows(transaction, self._person, self._file.rows)
        ]
        tags = compare_tags(transaction, self._person, self._file.tagged_days, self._now)
        report = build_report(self._file, compared, tags, replace=self._replace, partial=self._partial)
        if into_empty is None:
            into_empty = not has_entries(transaction, self._person)
        return _ImportPlan(number, compared, tags, report, into_empty)

    def _list_pending(self, plan: _ImportPlan) -> list[ComparedRow]:
        """Return what is to be written and is not yet, by day: a chunk touches few days then."""
        pending = [
            each
            for each in plan.compared
            if (each.comparison is Comparison.NEW or takes_file(each, self._replace))
            and each.file_row.row["id"] not in self._written
        ]
        return sorted(pending, key=lambda each: each.file_row.row["day"])

    def _claim(self, transaction: WriteTransaction, *, is_last: bool) -> None:
        """Let no other request write the same file; raises `Conflict` where the import was ended meanwhile."""
        transaction.lock_person(self._person.id)
        person_id, import_id = self._person.id, self._row["id"]
        if not self._is_begun and "state" not in self._row:
            import_files.store_file(transaction, self._row, None)
        stored = import_files.find_file(transaction, person_id, import_id)
        expected = "save" if self._is_begun else self._row.get("work")
        if stored is None or stored["state"] != "prepared" or stored["work"] != expected:
            raise Conflict("import_ended_meanwhile")
        if self._is_begun:
            self._claim_keeper.renew(transaction)
        elif not is_last:
            values = {**build_claim("save", self._now), "saved_at": self._now, "problem": None}
            import_files.update_file(transaction, person_id, import_id, values)

    def _write_chunk(self, transaction: WriteTransaction, chunk: Sequence[ComparedRow]) -> None:
        written = write_rows(transaction, self._person, chunk, replace=True)
        days: dict[str, set[date]] = {key: set() for key in PILLARS}
        for each in chunk:
            days[each.file_row.pillar.key].add(each.file_row.row["day"])
            if each.saved is not None:
                days[each.file_row.pillar.key].add(each.saved["day"])
        for key, pillar in PILLARS.items():
            daily_metrics.refresh_days(transaction, self._person.id, pillar, days[key])
        self._store_written(transaction, written)
        self._written |= {each.file_row.row["id"]: each for each in chunk}

    def _store_written(self, transaction: WriteTransaction, written: WrittenRows) -> None:
        person_id, import_id = self._person.id, self._row["id"]
        import_files.store_imported_entries(
            transaction,
            (
                {
                    "person_id": person_id,
                    "import_id": import_id,
                    "entry_id": entry.id,
                    "pillar": entry.pillar.key,
                    "version": entry.version,
                    "replaced_columns": None if entry.replaced is None else copy_entry_row(entry.replaced),
                }
                for entry in written.entries
            ),
        )
        if written.removed_marks:
            self._removed_marks += written.removed_marks
            marks = [[mark.pillar, mark.day.isoformat(), mark.mark] for mark in self._removed_marks]
            import_files.update_file(transaction, person_id, import_id, {"removed_marks": marks})

    def _finish(self, transaction: WriteTransaction, plan: _ImportPlan) -> None:
        write_tags(transaction, self._person, plan.tags.tags, self._now)
        if isinstance(self._file, ValidRecord):
            write_record_parts(transaction, self._person, self._file, into_empty=plan.into_empty)
        values = {
            "state": "saved",
            "saved_at": self._now,
            "content": None,
            "preview": None,
            "work": None,
            "problem": None,
            "report": encode_report(plan.report),
        }
        import_files.update_file(transaction, self._person.id, self._row["id"], values)

    def _take_back(self) -> None:
        self._progress.begin("removing", len(self._written))
        with self._database.begin_write() as transaction:
            transaction.lock_person(self._person.id)
            stored = import_files.find_file(transaction, self._person.id, self._row["id"])
            if stored is None or stored["work"] != "save":
                return
            import_files.update_file(transaction, self._person.id, self._row["id"], {"work": "remove"})
        take_entries_back(
            self._database,
            self._person,
            self._row["id"],
            self._now,
            self._now,
            {"work": None, "saved_at": None},
            self._progress,
        )


def _fetch_change_number(transaction: ReadTransaction, person: Person) -> int:
    number: int = transaction.fetch_value(select(person_table.c.change_number).where(person_table.c.id == person.id))
    return number
