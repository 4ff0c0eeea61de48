"""Days of what people gave names to in another app, such as habits: what each name is here, they say themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, field

from habitlog.errors import FieldProblem, Invalid, Malformed
from habitlog.importers.base import EntryDraft, ImportFindings, NameSummary, ParsedFile, make_source_id
from habitlog.importers.file_zones import FileZones, parse_file_zones
from habitlog.importers.practice_names import build_practice_fields
from habitlog.importers.source_files import ImportSource
from habitlog.importers.source_notes import build_note_fields

MAX_NAMES = 300
MAX_NAMED_DAYS = 500_000
_MAX_TAG_LENGTH = 40
_MAX_NAME_LENGTH = 80
_MAX_ACTIVITY_MINUTES = 900


class NameChoice(Struct, frozen=True):
    """What a name can be: `target` is its kind here; where an amount is a length, 1 of it is so many `minutes`."""

    target: str
    minutes: int = 0
    needs_amounts: bool = False
    is_single: bool = False
    """Whether one name alone can be it: a date has one night and one stress level."""


NAME_CHOICES: Mapping[str, NameChoice] = {
    "tag": NameChoice("tag"),
    "movement": NameChoice("movement"),
    "movement_minutes": NameChoice("movement", 1, needs_amounts=True),
    "movement_hours": NameChoice("movement", 60, needs_amounts=True),
    "practice_minutes": NameChoice("practice", 1, needs_amounts=True),
    "practice_hours": NameChoice("practice", 60, needs_amounts=True),
    "asleep_minutes": NameChoice("asleep", 1, needs_amounts=True, is_single=True),
    "asleep_hours": NameChoice("asleep", 60, needs_amounts=True, is_single=True),
    "stress_level": NameChoice("level", needs_amounts=True, is_single=True),
    "nothing": NameChoice("nothing"),
}
"""A tag of the person's own, other movement, a practice, the time asleep of the night that ended on the day, a stress
level, or nothing: what is not chosen is left out and counted."""


class NamedDay(Struct, frozen=True):
    """A day of a name; `amount` is None where the app says only that it was done."""

    day: date
    location: str
    amount: float | None = None
    note: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it was done: an amount of 0 is none."""
        return self.amount is None or self.amount > 0


class NamedSeries(Struct):
    """A name with its days, in the unit that the person wrote, if any."""

    name: str
    unit: str = ""
    days: list[NamedDay] = field(default_factory=list)

    @property
    def has_amounts(self) -> bool:
        """Whether its days say how much."""
        return any(day.amount is not None for day in self.days)


def summarize_names(series: Iterable[NamedSeries]) -> list[NameSummary]:
    """Return each name once, in the order of the file; raises `Malformed` for more than 300."""
    grouped: dict[str, list[NamedSeries]] = {}
    for each in series:
        grouped.setdefault(each.name, []).append(each)
    if len(grouped) > MAX_NAMES:
        raise Malformed("file_has_too_many_names", most=MAX_NAMES)
    return [_summarize(name, same) for name, same in grouped.items()]


def _summarize(name: str, series: Sequence[NamedSeries]) -> NameSummary:
    days = {day.day for each in series for day in each.days if day.is_done}
    unit = next((each.unit for each in series if each.unit), "")
    has_amounts = any(each.has_amounts for each in series)
    return NameSummary(name, unit, len(days), min(days, default=None), max(days, default=None), has_amounts)


def parse_name_mapping(raw: object, summaries: Sequence[NameSummary]) -> dict[str, str]:
    """Return what each name of a file is, from a JSON value; raises `Invalid` naming every problem.

    Every name of the file has to be said; names that it does not have are passed over.
    """
    names = raw.get("names") if isinstance(raw, Mapping) else None
    if not isinstance(names, Mapping):
        raise Invalid([FieldProblem("mapping", "names_not_an_object")])
    chosen = {each.name: names.get(each.name) for each in summaries}
    if problems := list(_find_problems(chosen, summaries)):
        raise Invalid(problems)
    return {name: str(choice) for name, choice in chosen.items()}


def _find_problems(chosen: Mapping[str, Any], summaries: Sequence[NameSummary]) -> Iterator[FieldProblem]:
    if missing := [name for name, choice in chosen.items() if choice is None]:
        yield FieldProblem("names", "names_not_said", {"names": missing})
    taken: Counter[str] = Counter()
    for each in summaries:
        choice = chosen[each.name]
        if choice is None:
            continue
        if not isinstance(choice, str) or choice not in NAME_CHOICES:
            yield FieldProblem(f"names.{each.name}", "choice_unknown", {"choices": list(NAME_CHOICES)})
        elif NAME_CHOICES[choice].needs_amounts and not each.has_amounts:
            yield FieldProblem(f"names.{each.name}", "name_without_amounts")
        elif NAME_CHOICES[choice].is_single:
            taken[NAME_CHOICES[choice].target] += 1
            if taken[NAME_CHOICES[choice].target] > 1:
                yield FieldProblem(f"names.{each.name}", "name_choice_taken")


def build_named_file(
    format_key: str,
    source: ImportSource,
    series: Sequence[NamedSeries],
    findings: ImportFindings,
    *,
    items_read: int,
    duplicates: int = 0,
) -> ParsedFile:
    """Return the entries and tags that the mapping of the source makes of the days of names.

    Ids come from name and date, so a later file with more days adds the new ones alone. Raises `Malformed` without a
    mapping, and `Invalid` for one that does not fit.
    """
    zones, summaries = parse_file_zones(source.zone), summarize_names(series)
    if source.mapping is None:
        raise Malformed("names_needed", names=[each.name for each in summaries])
    builder = _NamedDayBuilder(format_key, zones, findings)
    mapping = parse_name_mapping(source.mapping, summaries)
    for each in series:
        builder.add_series(each, NAME_CHOICES[mapping[each.name]])
    return ParsedFile(
        format=format_key,
        items_read=items_read,
        duplicates=duplicates,
        drafts=builder.drafts,
        refusals=findings.refusals,
        unsupported=dict(findings.unsupported),
        left_out=findings.left_out,
        tagged_days={name: sorted(days) for name, days in builder.tagged_days.items()},
    )


class _NamedDayBuilder(Struct):
    """Collects the drafts and tagged days of one file."""

    format_key: str
    zones: FileZones
    findings: ImportFindings
    drafts: list[EntryDraft] = field(default_factory=list)
    tagged_days: dict[str, set[date]] = field(default_factory=dict)
    seen: Counter[tuple[str, str, date]] = field(default_factory=Counter)

    def add_series(self, series: NamedSeries, choice: NameChoice) -> None:
        """Add the days of a name as what it was chosen to be."""
        days = [day for day in series.days if day.is_done or choice.target == "level"]
        if choice.target == "nothing":
            self.findings.unsupported[f"{series.name}, not chosen"] += len(days)
        elif choice.target == "tag":
            self._add_tag(series, days)
        else:
            for day in days:
                self._add_draft(series.name, choice, day)

    def _add_tag(self, series: NamedSeries, days: Sequence[NamedDay]) -> None:
        name = series.name.strip()[:_MAX_TAG_LENGTH].strip()
        phrases = self.findings.unsupported
        if days and name != series.name.strip():
            phrases[f"{series.name}, whose tag has the first {_MAX_TAG_LENGTH} characters"] += 1
        if series.has_amounts:
            phrases[f"{series.name}, amount of a day that has a tag"] += len(days)
        if notes := sum(bool(day.note) for day in days):
            phrases["note of a day that has a tag"] += notes
        self.tagged_days.setdefault(name, set()).update(day.day for day in days)

    def _add_draft(self, name: str, choice: NameChoice, day: NamedDay) -> None:
        self.seen[choice.target, name, day.day] += 1
        key = (choice.target, name, day.day.isoformat(), str(self.seen[choice.target, name, day.day]))
        location = f"{day.location}, {name}"
        try:
            pillar, fields = self._build_fields(name, choice, day, location)
        except Malformed as problem:
            self.findings.refuse(location, problem)
            return
        fields |= {
            "zone": self.zones.find_zone(day.day).key,
            "day": day.day.isoformat(),
            **build_note_fields(day.note, self.findings),
        }
        self.drafts.append(EntryDraft(pillar, make_source_id(self.format_key, *key), fields, location))

    def _build_fields(
        self, name: str, choice: NameChoice, day: NamedDay, location: str
    ) -> tuple[str, dict[str, object]]:
        minutes, called = round((day.amount or 0) * choice.minutes), name.strip()[:_MAX_NAME_LENGTH].strip()
        match choice.target:
            case "practice":
                return "stress", {**build_practice_fields(called), "minutes": minutes}
            case "level":
                if day.amount is None or not day.amount.is_integer() or not 0 <= day.amount <= 10:
                    raise Malformed("stress_level_format", name=name)
                return "stress", {"kind": "level", "stress_now": int(day.amount)}
            case "asleep":
                return "sleep", {"kind": "night", "asleep_min": minutes}
        fields: dict[str, object] = {"kind": "other", "activity": called}
        if choice.minutes and 1 <= minutes <= _MAX_ACTIVITY_MINUTES:
            fields["session_min"] = minutes
        elif choice.minutes:
            self.findings.leave_out(location, Malformed("activity_length_out_of_range", most=_MAX_ACTIVITY_MINUTES))
        elif day.amount is not None:
            self.findings.unsupported[f"{name}, amount without minutes"] += 1
        return "training", fields
