"""Loop Habit Tracker (zip file of tables, or its database): days on which habits were done, with amounts and notes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from msgspec import Struct, field

from habitlog.errors import Malformed
from habitlog.importers.activities import check_instant
from habitlog.importers.base import Importer, ImportFindings, ImportRefusal, NameSummary, ParsedFile
from habitlog.importers.cells import find_date_orders, parse_date
from habitlog.importers.named_days import (
    MAX_NAMED_DAYS,
    MAX_NAMES,
    NamedDay,
    NamedSeries,
    build_named_file,
    summarize_names,
)
from habitlog.importers.source_files import ImportSource, SourceFile
from habitlog.importers.sqlite_files import SQLITE_SIGNATURE, ForeignDatabase, open_foreign_database
from habitlog.importers.tables import decode_text, find_separator, read_header, read_table

_KEY = "loop_habits"
_YES, _IMPLIED, _NO, _SKIPPED, _UNKNOWN = 2, 1, 0, 3, -1
_WORDS = {"YES_MANUAL": _YES, "YES_AUTO": _IMPLIED, "NO": _NO, "SKIP": _SKIPPED, "UNKNOWN": _UNKNOWN}
_WORD_VALUES = frozenset(_WORDS.values())
_AMOUNT_FACTOR = 1000
_LEAST_KNOWN_SHARE = 0.8
"""Of the cells at the beginning of a table, so that a damaged one is still recognised."""
_NUMBER = re.compile(r"-?[0-9]{1,12}")
_NOTE_HEADER = ["date", "value", "notes"]
_FOLDER = re.compile(r"(?:.*/)?([0-9]{3,4})[ _][^/]*/[^/]*")
_IMPLIED_PHRASE = "day that the frequency of a habit implies, on which it was not done"
_SKIPPED_PHRASE = "day on which a habit was skipped"


class _Habit(Struct):
    """A habit; `is_numerical` is None where the file does not say."""

    name: str
    unit: str = ""
    is_numerical: bool | None = None
    number: int = 0
    values: dict[date, tuple[int, str]] = field(default_factory=dict)
    """The value of each date, and where it stands."""
    notes: dict[date, str] = field(default_factory=dict)


class _Habits(Struct):
    """What was read of the files."""

    habits: list[_Habit]
    items_read: int = 0
    duplicates: int = 0


def matches(data: bytes) -> bool:
    """Return whether this is a database, or a table of habits, of their marks, or of the marks and notes of one."""
    if data.startswith(SQLITE_SIGNATURE):
        return b"repetitions" in data.lower()
    header = read_header(data)
    return _is_habit_list(header) or _looks_like_marks(data, header)


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the days on which habits were done, as the mapping of the source says what each habit is.

    A day that the frequency of a habit implies is none. Numbers are thousandths. Raises `Malformed` for other files.
    """
    findings = ImportFindings()
    read = _read_habits(source.files, findings)
    series = [_build_series(habit, findings) for habit in read.habits]
    return build_named_file(_KEY, source, series, findings, items_read=read.items_read, duplicates=read.duplicates)


def list_names(files: Sequence[SourceFile]) -> list[NameSummary]:
    """Return the habits of the files."""
    findings = ImportFindings()
    return summarize_names(_build_series(habit, findings) for habit in _read_habits(files, findings).habits)


def _build_series(habit: _Habit, findings: ImportFindings) -> NamedSeries:
    is_numerical = habit.is_numerical
    if is_numerical is None:
        is_numerical = any(value not in _WORD_VALUES for value, _ in habit.values.values())
    series = NamedSeries(habit.name, habit.unit)
    for day, (value, location) in sorted(habit.values.items()):
        note = habit.notes.get(day, "")
        if value == _SKIPPED:
            findings.unsupported[_SKIPPED_PHRASE] += 1
        elif is_numerical and value >= 0:
            series.days.append(NamedDay(day, location, value / _AMOUNT_FACTOR, note))
        elif value == _YES:
            series.days.append(NamedDay(day, location, None, note))
        elif value == _IMPLIED:
            findings.unsupported[_IMPLIED_PHRASE] += 1
        if note and not (series.days and series.days[-1].day == day and series.days[-1].is_done):
            findings.unsupported["note of a day on which a habit was not done"] += 1
    return series


def _read_habits(files: Sequence[SourceFile], findings: ImportFindings) -> _Habits:
    databases = [file for file in files if file.read_head().startswith(SQLITE_SIGNATURE)]
    if databases:
        if len(files) > 1:
            raise Malformed("loop_several_sources")
        with open_foreign_database(databases[0]) as database:
            return _read_database(database, findings)
    return _read_tables(files, findings)


def _read_tables(files: Sequence[SourceFile], findings: ImportFindings) -> _Habits:
    listed: list[_Habit] = []
    marks: list[bytes] = []
    notes: list[SourceFile] = []
    for file in files:
        header = read_header(file.read_head())
        if header[:3] == _NOTE_HEADER and len(header) == 3:
            notes.append(file)
        elif _is_habit_list(header):
            listed += _read_habit_list(file.read_bytes())
        elif _looks_like_marks(file.read_head(), header):
            marks.append(file.read_bytes())
    if len(marks) != 1:
        raise Malformed("loop_several_sources" if marks else "loop_marks_missing")
    read = _read_marks(marks[0], listed, findings)
    for file in notes:
        _read_notes(file, read.habits, findings)
    return read


def _is_habit_list(header: list[str]) -> bool:
    return {"position", "name", "question"} <= set(header) or (
        header[:2] == ["name", "description"] and ("numrepetitions" in header)
    )


def _looks_like_marks(data: bytes, header: list[str]) -> bool:
    """Return whether the cells after the dates are values of Loop.

    Whole numbers alone could stand in any table: there is a word of Loop, a comma at the end of the first line, or
    marks with a -1 among them and the latest day first.
    """
    if len(header) < 2 or header[0] != "date":
        return False
    try:
        lines = read_table(data[: data.rfind(b"\n") + 1] if len(data) >= 16_000 else data)[1:]
    except Malformed:
        return False
    cells = [cell.strip() for line in lines for cell in line[1:]]
    if header == _NOTE_HEADER:
        return not lines or any(line[1].strip() in _WORDS for line in lines if len(line) > 1)
    filled = [cell for cell in cells if cell]
    known = sum(cell in _WORDS or _NUMBER.fullmatch(cell) is not None for cell in filled)
    if not filled or known < _LEAST_KNOWN_SHARE * len(filled):
        return False
    if header[-1] == "" or any(cell in _WORDS for cell in filled):
        return True
    first_days = [line[0].strip() for line in lines[:2] if line]
    is_rising = all(day[:4].isdecimal() for day in first_days) and first_days == sorted(first_days)
    return "-1" in filled and all(_is_old_value(cell) for cell in filled) and not is_rising


def _is_old_value(cell: str) -> bool:
    """Return whether a number is one of the marks, or can be an amount in thousandths."""
    return cell in {"-1", "0", "1", "2", "3"} or (cell.isdecimal() and len(cell) >= 3)


def _read_habit_list(data: bytes) -> list[_Habit]:
    lines = read_table(data)
    header = [cell.strip().lower() for cell in lines[0]]
    habits: list[_Habit] = []
    for line in lines[1:]:
        cells = dict(zip(header, line, strict=False))
        kind = cells.get("type", "")
        number = cells.get("position", "")
        habits.append(
            _Habit(
                name=_name_habit(cells.get("name", "")),
                unit=cells.get("unit", "").strip(),
                is_numerical={"NUMERICAL": True, "YES_NO": False}.get(kind),
                number=int(number) if number.isascii() and number.isdigit() and len(number) <= 4 else 0,
            )
        )
    return habits


def _name_habit(text: object) -> str:
    return " ".join(str(text or "").split()) or "unnamed habit"


def _read_marks(data: bytes, listed: list[_Habit], findings: ImportFindings) -> _Habits:
    """Read the table of all habits, whose first line has their names without quotes even where they hold commas."""
    try:
        first, *lines = decode_text(data).removeprefix("\ufeff").splitlines() or [""]
    except UnicodeDecodeError:
        raise Malformed("not_a_table") from None
    separator = find_separator(first)
    habits = _name_columns(first, separator, listed)
    if len(lines) * len(habits) > MAX_NAMED_DAYS * 4:
        raise Malformed("file_has_too_many_items", most=MAX_NAMED_DAYS * 4 // max(1, len(habits)))
    rows = [(f"row {number}", line.split(separator)) for number, line in enumerate(lines, start=2) if line.strip()]
    read = _Habits(habits)
    order = _settle_date_order(cells[0].strip(' "') for _, cells in rows)
    seen: set[date] = set()
    for location, cells in rows:
        read.items_read += 1
        if len(cells) not in {len(habits) + 1, len(habits) + 2} or any(cells[len(habits) + 1 :]):
            findings.refusals.append(ImportRefusal(location, "row_field_count_wrong"))
            continue
        try:
            day = _check_year(parse_date(cells[0].strip(' "'), order))
        except Malformed as problem:
            findings.refuse(location, problem)
            continue
        if day in seen:
            read.duplicates += 1
            continue
        seen.add(day)
        for habit, cell in zip(habits, cells[1:], strict=False):
            _add_value(habit, day, cell.strip(' "'), location, findings)
    return read


def _name_columns(first: str, separator: str, listed: list[_Habit]) -> list[_Habit]:
    """Return the habits of the columns: those of the list where the first line is made of their names."""
    if first.rstrip() == "".join(f"{name}{separator}" for name in ("Date", *(habit.name for habit in listed))):
        return listed
    try:
        names = next(csv.reader([first], delimiter=separator), [])[1:]
    except csv.Error:
        raise Malformed("not_a_table") from None
    names = names[:-1] if names and not names[-1].strip() else names
    if not 1 <= len(names) <= MAX_NAMES:
        raise Malformed("file_has_too_many_names" if names else "loop_marks_missing", most=MAX_NAMES)
    waiting = list(listed)
    habits = []
    for name in map(_name_habit, names):
        known = next((habit for habit in waiting if habit.name == name), None)
        if known is not None:
            waiting.remove(known)
        habits.append(known or _Habit(name))
    return habits


def _settle_date_order(texts: Iterable[str]) -> str | None:
    """Return the one order of day and month that all dates of a table allow; Loop itself writes 2026-03-12."""
    orders = [found for text in set(texts) if (found := find_date_orders(text))]
    possible = frozenset.intersection(*orders) if orders else frozenset[str]()
    return next(iter(possible)) if len(possible) == 1 else None


def _add_value(habit: _Habit, day: date, cell: str, location: str, findings: ImportFindings) -> None:
    if cell in _WORDS:
        value = _WORDS[cell]
    elif _NUMBER.fullmatch(cell) and int(cell) >= _UNKNOWN:
        value = int(cell)
    elif not cell:
        return
    else:
        code = "number_below_zero" if _NUMBER.fullmatch(cell) else "not_a_number"
        findings.left_out.append(ImportRefusal(f"{location}, {habit.name}", code, {"name": habit.name}))
        return
    habit.values[day] = (value, location)


def _read_notes(file: SourceFile, habits: list[_Habit], findings: ImportFindings) -> None:
    """Read the notes of the habit that the number of the folder names; without one they are counted."""
    rows = [line for line in read_table(file.read_bytes())[1:] if len(line) == 3 and line[2].strip()]
    folder = _FOLDER.fullmatch(file.name.replace("\\", "/"))
    habit = next((each for each in habits if folder and each.number == int(folder[1])), None)
    for day_text, _, note in rows:
        try:
            if habit is None:
                raise Malformed("loop_marks_missing")  # noqa: TRY301 - counted like a note whose date cannot be read
            habit.notes[parse_date(day_text, None)] = note.strip()
        except Malformed:
            findings.unsupported["note of a habit that is not in the table of marks"] += 1


def _read_database(database: ForeignDatabase, findings: ImportFindings) -> _Habits:
    columns, marks = database.find_columns("Habits"), database.find_columns("Repetitions")
    if not {"id", "name"} <= columns or not {"habit", "timestamp"} <= marks:
        raise Malformed("loop_database_unknown")
    habits: dict[object, _Habit] = {}
    optional = [name for name in ("type", "unit") if name in columns]
    for habit_id, name, *more in database.iter_rows("Habits", "id", "name", *optional):
        values = dict(zip(optional, more, strict=True))
        is_numerical = bool(values["type"]) if "type" in values else False
        habits[habit_id] = _Habit(_name_habit(name), str(values.get("unit") or "").strip(), is_numerical)
        if len(habits) > MAX_NAMES:
            raise Malformed("file_has_too_many_names", most=MAX_NAMES)
    read = _Habits(list(habits.values()))
    mark_columns = [name for name in ("value", "notes") if name in marks]
    for habit_id, moment, *more in database.iter_rows("Repetitions", "habit", "timestamp", *mark_columns):
        read.items_read += 1
        if read.items_read > MAX_NAMED_DAYS:
            raise Malformed("file_has_too_many_items", most=MAX_NAMED_DAYS)
        stored = dict(zip(mark_columns, more, strict=True))
        location = f"mark {read.items_read}"
        if habit_id not in habits:
            findings.unsupported["mark of a habit that was deleted"] += 1
            continue
        try:
            day = _read_day(moment)
            value = _read_stored_value(stored.get("value", _YES))
        except Malformed as problem:
            findings.refuse(location, problem)
            continue
        habit = habits[habit_id]
        read.duplicates += day in habit.values
        habit.values.setdefault(day, (value, location))
        if note := str(stored.get("notes") or "").strip():
            habit.notes.setdefault(day, note)
    return read


def _read_day(moment: object) -> date:
    """Return the date of a mark: its midnight in UTC, in milliseconds."""
    if not isinstance(moment, int):
        raise Malformed("not_a_timestamp", name="timestamp")
    check_instant(moment / 1000)
    return _check_year(datetime.fromtimestamp(moment // 1000, UTC).date())


def _read_stored_value(value: object) -> int:
    if not isinstance(value, int) or abs(value) > 10**12:
        raise Malformed("not_a_number", name="value")
    if value < _UNKNOWN:
        raise Malformed("number_below_zero", name="value")
    return value


def _check_year(day: date) -> date:
    if not 1901 <= day.year <= 2099:
        raise Malformed("file_year_out_of_range", first=1901, last=2099)
    return day


IMPORTER = Importer(
    _KEY,
    "Loop Habit Tracker",
    "loop_habits.zip",
    matches,
    parse_source,
    joins_files=True,
    needs_mapping=True,
    list_names=list_names,
)
