"""Which snippet is shown with an entry, and what a person saved or dismissed of the library."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from operator import itemgetter
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import CompoundSelect, Exists, Select, Table, bindparam, cast, exists, null, select, union_all

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.types import UtcDateTime
from habitlog.education import (
    EVIDENCE_DESCRIPTIONS,
    Reference,
    Snippet,
    SnippetContext,
    SnippetLibrary,
    SnippetMatch,
    choose_snippets,
)
from habitlog.education.search import SnippetSearchIndex, SnippetSearchResult
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics, day_tags, snippet_choices
from habitlog.storage.snippet_choices import snippet_choice_table
from habitlog.storage.urgent_cards import urgent_card_table
from habitlog.tracking import Measure, Pillar
from habitlog.usecases.dose_screening import screen_name
from habitlog.usecases.shown_pillars import is_shown, reduce_pillar
from habitlog.usecases.urgent_cards import list_urgent_cards

LOOKBACK = timedelta(days=27)
DayEntries = list[tuple[Mapping[str, Any], Pillar]]
"""The rows of a day's entries, each with its pillar."""
_SESSION_LOOKBACK, _MAX_SESSIONS = timedelta(days=13), 10
LIBRARY_PACKAGES = ("habitlog.education.data", *(f"habitlog.pillars.{key}" for key in PILLARS))
"""The packages with the files of the library."""


class ShownSnippet(Struct, frozen=True):
    """A snippet with its sources and this person's choice; `match` is None where no entry shows it."""

    snippet: Snippet
    match: SnippetMatch | None
    sources: tuple[Reference, ...]
    is_saved: bool
    is_dismissed: bool


def load_library() -> SnippetLibrary:
    """Load the shipped library; raises `EducationError` with file and line for an invalid file."""
    return SnippetLibrary.load_packages(LIBRARY_PACKAGES)


def choose_after_entry(
    transaction: ReadTransaction,
    library: SnippetLibrary,
    person: Person,
    pillar: Pillar,
    entry: Mapping[str, Any],
    today: date,
) -> list[SnippetMatch]:
    """Return the snippet to show with a saved entry, given as its row: at most one, the same for the same record.

    There is none on a day with an urgent card, today or that of the entry, also after it was closed.
    """
    day_entries = _fetch_day_entries(transaction, person, entry["day"])
    saved = next(row for row, _ in day_entries if row["id"] == entry["id"])
    if not _allows_education(transaction, person, saved, today):
        return []
    return _choose_among_day_entries(transaction, library, person, pillar, saved, day_entries)


def _allows_education(transaction: ReadTransaction, person: Person, entry: Mapping[str, Any], today: date) -> bool:
    if not entry["has_urgent_cards"]:
        return True
    return list_urgent_cards(transaction, person).allow_education(entry["day"], today)


def _choose_among_day_entries(
    transaction: ReadTransaction,
    library: SnippetLibrary,
    person: Person,
    pillar: Pillar,
    entry: Mapping[str, Any],
    day_entries: DayEntries,
    off: Sequence[Measure] = (),
) -> list[SnippetMatch]:
    """Return the snippet for an entry of the day; what is `off` is no reason for one, but the rules of tact read it."""
    hidden_metrics = {metric_id for measure in off for metric_id in measure.metric_ids} - library.tact.needed_metrics
    hidden_fields = {name for measure in off for name in measure.fields}
    choices = snippet_choices.fetch_snippet_choices(transaction, person.id) if entry["has_choices"] else {}
    kind, day = entry["kind"], entry["day"]
    first = min((row for row, of in day_entries if of is pillar), key=itemgetter("created_at", "id"), default=entry)
    context = SnippetContext(
        day=day,
        pillar=pillar.key,
        kind=kind,
        is_first_of_kind=library.has_first_entry_rule(pillar.key, kind) and not entry["has_earlier_of_kind"],
        metric_values=daily_metrics.load_metric_values(
            transaction,
            person.id,
            [one for one in library.list_needed_metrics(pillar.key, kind) if one not in hidden_metrics],
            day - LOOKBACK,
            day,
        ),
        entry_fields={name: value for name, value in entry.items() if name not in hidden_fields},
        day_entries=[row for row, _ in day_entries],
        is_first_of_pillar=first["id"] == entry["id"],
        sessions=_fetch_latest_sessions(transaction, person, pillar, entry),
        tags=_fetch_tags_of_days(transaction, person, day),
    )
    dismissed = {snippet_id for snippet_id, choice in choices.items() if choice == "dismissed"}
    return choose_snippets(library, context, dismissed)


def find_day_snippet(
    transaction: ReadTransaction, library: SnippetLibrary, person: Person, day: date, today: date
) -> ShownSnippet | None:
    """Return the snippet of a day: the one that is shown with the entry of a shown pillar that was saved last.

    Where several entries were saved at once, pillars take turns by the day number, and then the entries of the pillar.
    """
    entries = _fetch_day_entries(transaction, person, day)
    shown_entries = [(row, pillar) for row, pillar in entries if _is_entry_shown(person, pillar, row)]
    if not shown_entries:
        return None
    row, pillar = _pick_in_rotation(shown_entries, day)
    if not _allows_education(transaction, person, row, today):
        return None
    off = [measure for measure in pillar.measures if measure.key in reduce_pillar(person, pillar).off]
    matches = _choose_among_day_entries(transaction, library, person, pillar, row, entries, off)
    return load_shown_snippet(transaction, library, person, matches[0].snippet, matches[0]) if matches else None


def _is_entry_shown(person: Person, pillar: Pillar, row: Mapping[str, Any]) -> bool:
    return is_shown(person, pillar) and row["kind"] not in reduce_pillar(person, pillar).hidden_kinds


def _fetch_day_entries(transaction: ReadTransaction, person: Person, day: date) -> DayEntries:
    rows = transaction.fetch_rows(_day_entries_query(), person=person.id, day=day)
    by_pillar = [(row, PILLARS[row["pillar"]]) for row in rows]
    return sorted(by_pillar, key=lambda entry: (list(PILLARS).index(entry[1].key), entry[0]["id"]))


@cache
def _day_entries_query() -> CompoundSelect[Any]:
    """Return the query of a day's entries of all pillars, each with what is asked of it and of the person.

    A column that a pillar does not have is null. It is one statement, because a statement takes a twentieth of the
    time of saving an entry.
    """
    tables = [pillar.table for pillar in PILLARS.values()]
    # No rule reads an instant or a set, and they are the slowest to read.
    unread = {"person_id", "zone", "note", "version", "sets"}
    columns = {
        column.name: column.type
        for table in tables
        for column in table.c
        if column.name in {"created_at", "updated_at"}
        or (column.name not in unread and not isinstance(column.type, UtcDateTime))
    }
    return union_all(
        *(
            select(
                *(table.c.get(name, cast(null(), type_).label(name)) for name, type_ in columns.items()),
                _exists_for_person(urgent_card_table).label("has_urgent_cards"),
                _exists_for_person(snippet_choice_table).label("has_choices"),
                _has_earlier_of_kind(table).label("has_earlier_of_kind"),
            ).where(table.c.person_id == bindparam("person"), table.c.day == bindparam("day"))
            for table in tables
        )
    )


def _exists_for_person(table: Table) -> Exists:
    return exists().where(table.c.person_id == bindparam("person"))


def _has_earlier_of_kind(table: Table) -> Exists:
    """Whether the person saved another entry of its kind before; of those saved at once an earlier day is before."""
    entry, other = table.c, table.alias("other").c
    imported_together = (other.created_at == entry.created_at) & (other.day < entry.day)
    is_earlier = (other.created_at < entry.created_at) | imported_together
    return exists().where(
        other.person_id == bindparam("person"), other.kind == entry.kind, other.id != entry.id, is_earlier
    )


def _fetch_tags_of_days(transaction: ReadTransaction, person: Person, day: date) -> list[tuple[date, str]]:
    """Return the days up to this one that have tags, with the names."""
    tagged = day_tags.fetch_tagged_days(transaction, person.id, day - LOOKBACK, day)
    if not tagged:
        return []
    names = {row["id"]: row["name"] for row in day_tags.fetch_tags(transaction, person.id)}
    return [(of, names[tag_id]) for tag_id, of in tagged]


def _fetch_latest_sessions(
    transaction: ReadTransaction, person: Person, pillar: Pillar, entry: Mapping[str, Any]
) -> list[tuple[date, Mapping[str, Any]]]:
    """Return the sessions up to the day of an entry with an effort, latest first; none for other entries."""
    if entry.get("effort") is None:
        return []
    day = entry["day"]
    rows = transaction.fetch_rows(
        _latest_sessions_query(pillar), person=person.id, first=day - _SESSION_LOOKBACK, last=day
    )
    return [(row["day"], row) for row in rows]


@cache
def _latest_sessions_query(pillar: Pillar) -> Select[Any]:
    c = pillar.table.c
    in_time = (c.day >= bindparam("first"), c.day <= bindparam("last"))
    return (
        select(c.day, c.effort)
        .where(c.person_id == bindparam("person"), *in_time)
        .order_by(c.day.desc(), c.created_at.desc(), c.id.desc())
        .limit(_MAX_SESSIONS)
    )


def _pick_in_rotation(entries: DayEntries, day: date) -> tuple[Mapping[str, Any], Pillar]:
    last_saved = max(row["updated_at"] for row, _ in entries)
    saved_last = [(row, pillar) for row, pillar in entries if row["updated_at"] == last_saved]
    keys = list(dict.fromkeys(pillar.key for _, pillar in saved_last))
    round_number, index = divmod(day.toordinal(), len(keys))
    of_pillar = [(row, pillar) for row, pillar in saved_last if pillar.key == keys[index]]
    return of_pillar[round_number % len(of_pillar)]


def load_shown_snippet(
    transaction: ReadTransaction,
    library: SnippetLibrary,
    person: Person,
    snippet: Snippet,
    match: SnippetMatch | None = None,
) -> ShownSnippet:
    """Return a snippet with its sources, and whether this person saved or dismissed it."""
    choice = snippet_choices.fetch_snippet_choices(transaction, person.id).get(snippet.id)
    return ShownSnippet(snippet, match, library.list_sources(snippet), choice == "saved", choice == "dismissed")


def find_snippet(library: SnippetLibrary, snippet_id: str) -> Snippet:
    """Return a snippet by id; raises `NotFound`."""
    snippet = library.get_snippet(snippet_id)
    if snippet is None:
        raise NotFound("snippet_unknown")
    return snippet


def filter_snippets(
    transaction: ReadTransaction,
    library: SnippetLibrary,
    person: Person,
    snippets: Iterable[Snippet],
    *,
    topic: str | None = None,
    pillar: str | None = None,
    evidence: str | None = None,
    saved: bool | None = None,
) -> list[Snippet]:
    """Return the snippets that match every filter, in order; raises `Invalid` for an unknown pillar or evidence."""
    pillars = dict.fromkeys(snippet.pillar for snippet in library.snippets)
    filters: dict[str, tuple[str | None, Collection[str]]] = {
        "pillar": (pillar, pillars),
        "evidence": (evidence, EVIDENCE_DESCRIPTIONS),
    }
    unknown = {name: known for name, (value, known) in filters.items() if value is not None and value not in known}
    if unknown:
        raise Invalid(
            [FieldProblem(name, "choice_unknown", {"choices": list(known)}) for name, known in unknown.items()]
        )
    choices = snippet_choices.fetch_snippet_choices(transaction, person.id)
    return [
        snippet
        for snippet in snippets
        if topic in {None, *snippet.topics}
        and pillar in {None, snippet.pillar}
        and evidence in {None, snippet.evidence}
        and saved in {None, choices.get(snippet.id) == "saved"}
    ]


def search_library(index: SnippetSearchIndex, query: str) -> SnippetSearchResult:
    """Return the snippets a query finds, best first; raises `ClinicianTopic` for one that asks for a dose."""
    screen_name("q", query)
    return index.find_snippets(query)


def list_kept_snippets(
    transaction: ReadTransaction, library: SnippetLibrary, person: Person
) -> tuple[tuple[Snippet, ...], tuple[Snippet, ...]]:
    """Return the snippets a person saved and those they dismissed, each in the order of the library."""
    choices = snippet_choices.fetch_snippet_choices(transaction, person.id)
    saved, dismissed = (
        tuple(snippet for snippet in library.snippets if choices.get(snippet.id) == choice)
        for choice in ("saved", "dismissed")
    )
    return saved, dismissed


def toggle_snippet_choice(
    transaction: WriteTransaction,
    person: Person,
    snippet: Snippet,
    choice: Literal["saved", "dismissed"],
    now: datetime,
) -> None:
    """Save or dismiss a snippet; the choice it already has is taken back."""
    is_chosen = snippet_choices.fetch_snippet_choices(transaction, person.id).get(snippet.id) == choice
    snippet_choices.set_snippet_choice(transaction, person.id, snippet.id, None if is_chosen else choice, now)
