"""A table of one's own: rows become nights, sessions, practices or stress levels as its person says."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

from msgspec import Struct
from msgspec.structs import replace

from habitlog.errors import FieldProblem, Invalid, Malformed
from habitlog.importers.base import (
    EntryDraft,
    Importer,
    ImportFindings,
    ImportRefusal,
    ParsedFile,
    format_local_time,
    make_source_id,
    resolve_file_time,
)
from habitlog.importers.cells import (
    find_date_orders,
    is_missing,
    parse_clock,
    parse_date,
    parse_length,
    parse_local_time,
    parse_number,
)
from habitlog.importers.file_zones import FileZones, parse_file_zones
from habitlog.importers.mapped_sets import build_set_drafts
from habitlog.importers.practice_names import build_practice_fields
from habitlog.importers.source_files import ImportSource
from habitlog.importers.table_mapping import TableMapping, parse_mapping
from habitlog.importers.tables import TableRow, looks_like_table, read_named_table

MAPPED_TABLE_KEY = "table"
MAX_TABLE_ROWS = 200_000
_NOON = time(12)


def parse_source(source: ImportSource) -> ParsedFile:
    """Read a table as its mapping says; a cell that cannot be read is left out, and its row where it needs the cell.

    Raises `Malformed` without a mapping, and `Invalid` for one that does not fit the table or leaves open how its dates
    are meant.
    """
    table = read_named_table(source.file.read_bytes(), MAX_TABLE_ROWS)
    if source.mapping is None:
        raise Malformed("mapping_needed", columns=table.headings)
    mapping = parse_mapping(source.mapping, table.headings)
    findings, rows = ImportFindings(), table.rows
    findings.refusals.extend(ImportRefusal(location, "row_field_count_wrong") for location in table.incomplete)
    mapping = _settle_date_order(mapping, rows)
    unique = list({tuple(row.cells.items()): row for row in reversed(rows)}.values())[::-1]
    unique = unique if mapping.entries in {"nights", "levels"} else rows
    reader = _RowReader(mapping, parse_file_zones(source.zone), findings)
    drafts = reader.build_drafts(unique)
    return ParsedFile(
        format=MAPPED_TABLE_KEY,
        items_read=len(rows) + len(table.incomplete),
        duplicates=len(rows) - len(unique),
        drafts=drafts,
        refusals=findings.refusals,
        unsupported=dict(findings.unsupported) | _count_other_columns(mapping, table.headings, rows),
        left_out=findings.left_out,
    )


def _settle_date_order(mapping: TableMapping, rows: list[TableRow]) -> TableMapping:
    """Return the mapping with the one order that the dates allow, where it names none."""
    if mapping.date_order is not None:
        return mapping
    columns = [mapping.columns[name] for name in ("day", "bed_at", "out_at", "started_at") if name in mapping.columns]
    texts = (row.get_cell(column).split(" ")[0].rstrip(",") for row in rows for column in columns)
    spellings = {orders for text in texts if (orders := find_date_orders(text))}
    if not spellings:
        return mapping
    possible = frozenset.intersection(*spellings)
    if len(possible) != 1:
        raise Invalid([FieldProblem("date_order", "date_order_needed")])
    return replace(mapping, date_order=next(iter(possible)))


def _count_other_columns(mapping: TableMapping, headings: list[str], rows: list[TableRow]) -> dict[str, int]:
    """Return how many filled cells there are in each column that is not read."""
    others = [name for name in headings if name not in mapping.columns.values()]
    counts = {name: sum(not is_missing(row.get_cell(name)) for row in rows) for name in others}
    return {f"column {name}": count for name, count in counts.items() if count}


def _check_time(clock: time | None, named_day: date | None, day: date) -> None:
    if clock is None:
        raise Malformed("file_clock_format")
    if named_day is not None and named_day != day:
        raise Malformed("file_day_of_time_other")


class _RowReader(Struct):
    """Turns rows into drafts; `findings` collects what is refused and left out."""

    mapping: TableMapping
    zones: FileZones
    findings: ImportFindings

    def build_drafts(self, rows: list[TableRow]) -> list[EntryDraft]:
        """Return the drafts of all rows; the ids of entries of a day that look alike differ by their order."""
        if self.mapping.entries == "sets":
            return build_set_drafts(MAPPED_TABLE_KEY, rows, self, self.findings)
        drafts: list[EntryDraft] = []
        seen: Counter[tuple[str, ...]] = Counter()
        for row in rows:
            try:
                pillar, fields = self._build_fields(row)
            except Malformed as problem:
                self.findings.refuse(row.location, problem)
                continue
            key = tuple(
                str(fields.get(name, "")) for name in ("kind", "day", "started_at", "activity", "practice_text")
            )
            key += (str(fields.get("practice", "")),)
            seen[key] += 1
            entry_id = make_source_id(MAPPED_TABLE_KEY, *key, str(seen[key]))
            if pillar == "sleep" and "out_at" in fields:
                del fields["day"]
            drafts.append(EntryDraft(pillar, entry_id, fields, row.location))
        return drafts

    def _build_fields(self, row: TableRow) -> tuple[str, dict[str, object]]:
        note = self.get_field(row, "note")
        more: dict[str, object] = {"note": note} if note else {}
        match self.mapping.entries:
            case "nights":
                return "sleep", self._build_night(row) | more
            case "levels":
                day = self.read_day(row)
                level = self._read_level(row)
                fields = {"kind": "level", "zone": self.zones.find_zone(day).key, "stress_now": level}
                return "stress", {**fields, "day": day.isoformat(), **more}
            case "practices":
                fields = build_practice_fields(self._read_name(row))
                return "stress", {**fields, "minutes": self._read_needed_length(row), **self.read_times(row), **more}
        length = self._read_optional_length(row, "length")
        minutes = {} if not length else {"session_min": length}
        fields = {"kind": "other", "activity": self._read_name(row)}
        return "training", {**fields, **self.read_times(row), **minutes, **more}

    def get_field(self, row: TableRow, name: str) -> str:
        """Return the cell of a field, empty where it has no column or says that there is no value."""
        column = self.mapping.columns.get(name)
        text = row.get_cell(column).strip() if column else ""
        return "" if is_missing(text) else text

    def leave_out(self, row: TableRow, name: str, problem: Malformed) -> None:
        """Count a cell that cannot be read, by its row and column."""
        place = f"{row.location}, {self.mapping.columns[name]}"
        if problem.code == "file_date_format":  # of a cell for a time, whose date is optional
            problem = Malformed("file_clock_format")
        self.findings.leave_out(place, problem)

    def read_day(self, row: TableRow) -> date:
        """Return the date of a row; raises `Malformed`."""
        text = self.get_field(row, "day")
        day, _ = self._split_time(text)
        if day is None:
            raise Malformed("file_date_format")
        if not 1901 <= day.year <= 2099:
            raise Malformed("file_year_out_of_range", first=1901, last=2099)
        return day

    def read_times(self, row: TableRow) -> dict[str, object]:
        """Return day, zone and start of a session; a start that cannot be read is left out."""
        day = self.read_day(row)
        fields: dict[str, object] = {"zone": self.zones.find_zone(day).key, "day": day.isoformat()}
        clock = self._read_clock(row, "started_at", day) or self._split_clock_of_day(row)
        if clock is None:
            return fields
        try:
            start = resolve_file_time(datetime.combine(day, clock), self.zones.find_zone(day))[0]
        except Malformed as problem:
            self.leave_out(row, "started_at" if "started_at" in self.mapping.columns else "day", problem)
            return fields
        return fields | {"started_at": format_local_time(start)}

    def _split_clock_of_day(self, row: TableRow) -> time | None:
        return self._split_time(self.get_field(row, "day"))[1]

    def _split_time(self, text: str) -> tuple[date | None, time | None]:
        """Read a date, a time, or both from a cell; raises `Malformed` for anything else."""
        try:
            instant = datetime.fromisoformat(text) if len(text) > 10 and text[4] == "-" else parse_local_time(text)
            return instant.date(), instant.time().replace(second=0, microsecond=0)
        except (Malformed, ValueError):
            pass
        first, separator, rest = text.partition(" ")
        if separator and ":" in rest:
            return parse_date(first.rstrip(","), self.mapping.date_order), parse_clock(rest)
        if ":" in text:
            return None, parse_clock(text)
        return parse_date(text, self.mapping.date_order), None

    def _read_clock(self, row: TableRow, name: str, day: date) -> time | None:
        """Return the time of a cell, None where it is empty, cannot be read, or names another day than the row."""
        if not (text := self.get_field(row, name)):
            return None
        try:
            named_day, clock = self._split_time(text)
            _check_time(clock, named_day, day)
        except Malformed as problem:
            self.leave_out(row, name, problem)
            return None
        return clock

    def _build_night(self, row: TableRow) -> dict[str, object]:
        day = self.read_day(row)
        bed, out = (self._read_night_time(row, name) for name in ("bed_at", "out_at"))
        asleep = self._read_optional_length(row, "asleep")
        bed_day, out_day = self._find_night_days(day, bed, out)
        zone = self.zones.find_zone(bed_day)
        fields: dict[str, object] = {"kind": "night", "zone": zone.key, "day": out_day.isoformat()}
        if bed and out:
            start = resolve_file_time(datetime.combine(bed_day, bed[1]), zone)[0]
            ends = resolve_file_time(datetime.combine(out_day, out[1]), zone)
            end = next((one for one in ends if one > start), ends[0])
            fields |= {"bed_at": format_local_time(start), "out_at": format_local_time(end)}
        elif bed or out:
            self.findings.unsupported["night with only one of its two times, kept with its minutes asleep"] += 1
        more = {"asleep_min": asleep, "quality": self._read_quality(row)}
        return fields | {name: value for name, value in more.items() if value is not None}

    def _read_night_time(self, row: TableRow, name: str) -> tuple[date | None, time] | None:
        if not (text := self.get_field(row, name)):
            return None
        try:
            day, clock = self._split_time(text)
        except Malformed as problem:
            self.leave_out(row, name, problem)
            return None
        if clock is None:
            self.leave_out(row, name, Malformed("file_clock_format"))
            return None
        return day, clock

    def _find_night_days(
        self, day: date, bed: tuple[date | None, time] | None, out: tuple[date | None, time] | None
    ) -> tuple[date, date]:
        """Return the dates of going to bed and getting up: as their cells say, or from that of the row."""
        one = timedelta(days=1)
        if self.mapping.date_of == "bed":
            bed_day = day + one if bed and bed[1] < _NOON else day
            is_same_day = bed and out and out[1] > bed[1]
            out_day = bed_day if is_same_day else bed_day + one
        else:
            out_day = day
            bed_day = day - one if not (bed and out) or bed[1] >= out[1] else day
        return (bed and bed[0]) or bed_day, (out and out[0]) or out_day

    def _read_name(self, row: TableRow) -> str:
        if name := self.get_field(row, "name") or self.mapping.name:
            return name
        raise Malformed("row_without_name")

    def _read_level(self, row: TableRow) -> int:
        level = parse_number(self.get_field(row, "level"), self.mapping.columns["level"])
        if level is None or not level.is_integer() or level > 10:
            raise Malformed("stress_level_format", name=self.mapping.columns["level"])
        return int(level)

    def _read_quality(self, row: TableRow) -> int | None:
        text = self.get_field(row, "quality")
        if text and text not in {"1", "2", "3", "4", "5"}:
            self.leave_out(row, "quality", Malformed("sleep_quality_format", name=self.mapping.columns["quality"]))
            return None
        return int(text) if text else None

    def _read_needed_length(self, row: TableRow) -> int:
        column = self.mapping.columns["length"]
        if not (text := self.get_field(row, "length")):
            raise Malformed("file_length_format", name=column)
        return parse_length(text, self.mapping.units["length"], column)

    def _read_optional_length(self, row: TableRow, name: str) -> int | None:
        if not (text := self.get_field(row, name)):
            return None
        try:
            return parse_length(text, self.mapping.units[name], self.mapping.columns[name])
        except Malformed as problem:
            self.leave_out(row, name, problem)
            return None


IMPORTER = Importer(
    MAPPED_TABLE_KEY,
    "A table of your own",
    "table.csv",
    looks_like_table,
    parse_source,
    needs_mapping=True,
    is_fallback=True,
)
