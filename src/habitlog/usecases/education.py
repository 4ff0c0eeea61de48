"""Which piece of education comes with an entry, and what a person kept of the library."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Literal

from sqlalchemy import Select, bindparam, select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.education import (
    EVIDENCE_DESCRIPTIONS,
    NumberFormatter,
    Snippet,
    SnippetContext,
    SnippetLibrary,
    SnippetMatch,
    choose_snippets,
    format_plain_number,
)
from habitlog.education.search import SnippetSearchIndex, SnippetSearchResult
from habitlog.education.snippet import CLINICIAN_LINE
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics, idempotency
from habitlog.tracking import Pillar
from habitlog.usecases.dose_screening import screen_name

LOOKBACK = timedelta(days=27)


@dataclass(frozen=True, slots=True)
class ShownSnippet:
    """A snippet as a page shows it; `because` is empty in the library."""

    snippet: Snippet
    because: str
    citations: tuple[tuple[str, str], ...]
    saved: bool = False
    dismissed: bool = False

    @property
    def clinician_line(self) -> bool:
        """Whether the page adds the line that points to a clinician."""
        return self.snippet.needs_clinician_line


LIBRARY_PACKAGES = ("habitlog.education.data", *(f"habitlog.pillars.{key}" for key in PILLARS))
"""Where the files of the library lie."""


def load_library() -> SnippetLibrary:
    """Read the shipped library; a broken file stops the start with its name and line."""
    return SnippetLibrary.load_packages(LIBRARY_PACKAGES)


def choose_after_entry(
    transaction: ReadTransaction,
    library: SnippetLibrary,
    person: Person,
    pillar: Pillar,
    entry: Mapping[str, Any],
    *,
    write: NumberFormatter = format_plain_number,
) -> list[SnippetMatch]:
    """Return the snippet that goes with a saved entry of this pillar: the same for the same record.

    `entry` is its row. The reason is written for programs, or by `write` for a person who reads it on a page.
    """
    chosen = idempotency.fetch_snippet_choices(transaction, person.id)
    kind, day = entry["kind"], entry["day"]
    occasion = SnippetContext(
        day=day,
        pillar=pillar.key,
        kind=kind,
        is_first_of_kind=library.has_first_entry_rule(pillar.key, kind)
        and _is_first_of_kind(transaction, person, pillar, entry),
        metric_values=daily_metrics.load_metric_values(
            transaction, person.id, library.list_needed_metrics(pillar.key, kind), day - LOOKBACK, day
        ),
        entry_fields=entry,
    )
    dismissed = {snippet for snippet, choice in chosen.items() if choice == "dismissed"}
    return choose_snippets(library, occasion, dismissed, format_number=write)


def choose_after_json_entry(
    transaction: ReadTransaction, library: SnippetLibrary, person: Person, pillar: Pillar, entry: Mapping[str, Any]
) -> list[SnippetMatch]:
    """Return the same for an entry as programs get it."""
    times = {"day": date.fromisoformat(entry["day"]), "created_at": datetime.fromisoformat(entry["created_at"])}
    return choose_after_entry(transaction, library, person, pillar, {**entry, **times})


def find_day_snippet(
    transaction: ReadTransaction, library: SnippetLibrary, person: Person, day: date
) -> ShownSnippet | None:
    """Return the snippet for a day page: it goes with the entry of that day that was saved last.

    Where several were saved at once, the day number picks among their pillars in turn, and among the entries of one.
    """
    found = [
        (row, pillar)
        for pillar in PILLARS.values()
        for row in transaction.fetch_rows(_day_entries_query(pillar), person=person.id, day=day)
    ]
    if not found:
        return None
    row, pillar = _pick_in_rotation(found, day)
    matches = choose_after_entry(transaction, library, person, pillar, row, write=person.style.format_amount)
    return load_shown_snippet(transaction, library, person, matches[0].snippet, matches[0].because) if matches else None


def _pick_in_rotation(rows: list[tuple[Mapping[str, Any], Pillar]], day: date) -> tuple[Mapping[str, Any], Pillar]:
    last = max(row["updated_at"] for row, _ in rows)
    at_once = [one for one in rows if one[0]["updated_at"] == last]
    keys = list(dict.fromkeys(pillar.key for _, pillar in at_once))
    rounds, place = divmod(day.toordinal(), len(keys))
    entries = [one for one in at_once if one[1].key == keys[place]]
    return entries[rounds % len(entries)]


@cache
def _day_entries_query(pillar: Pillar) -> Select[Any]:
    c = pillar.table.c
    that_day = (c.person_id == bindparam("person"), c.day == bindparam("day"))
    return select(pillar.table).where(*that_day).order_by(c.id)


def _is_first_of_kind(transaction: ReadTransaction, person: Person, pillar: Pillar, entry: Mapping[str, Any]) -> bool:
    told = {"kind": entry["kind"], "entry": entry["id"], "day": entry["day"], "created": entry["created_at"]}
    return transaction.fetch_value(_earlier_entry_query(pillar), person=person.id, **told) is None


@cache
def _earlier_entry_query(pillar: Pillar) -> Select[Any]:
    c = pillar.table.c
    same = (c.person_id == bindparam("person"), c.kind == bindparam("kind"), c.id != bindparam("entry"))
    brought_together = (c.created_at == bindparam("created")) & (c.day < bindparam("day"))
    return select(c.id).where(*same, (c.created_at < bindparam("created")) | brought_together).limit(1)


def load_shown_snippet(
    transaction: ReadTransaction, library: SnippetLibrary, person: Person, snippet: Snippet, because: str = ""
) -> ShownSnippet:
    """Return a snippet with its citations, and whether this person saved or dismissed it."""
    citations = tuple((source.format_citation(), source.doi_url) for source in library.list_sources(snippet))
    choice = idempotency.fetch_snippet_choices(transaction, person.id).get(snippet.id)
    return ShownSnippet(snippet, because, citations, choice == "saved", choice == "dismissed")


def find_snippet(library: SnippetLibrary, snippet_id: str) -> Snippet:
    """Return a snippet by id; raises `NotFound`."""
    snippet = library.get_snippet(snippet_id)
    if snippet is None:
        raise NotFound("There is no such piece in the library.")
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
    """Return those of some snippets that every given filter lets through, in their order; raises `Invalid`."""
    pillars = dict.fromkeys(snippet.pillar for snippet in library.snippets)
    asked: dict[str, tuple[str | None, Collection[str]]] = {
        "pillar": (pillar, pillars),
        "evidence": (evidence, EVIDENCE_DESCRIPTIONS),
    }
    unknown = {name: known for name, (value, known) in asked.items() if value is not None and value not in known}
    if unknown:
        raise Invalid(
            [FieldProblem(name, f"One of these fits here: {', '.join(known)}.") for name, known in unknown.items()]
        )
    chosen = idempotency.fetch_snippet_choices(transaction, person.id)
    return [
        snippet
        for snippet in snippets
        if topic in {None, *snippet.topics}
        and pillar in {None, snippet.pillar}
        and evidence in {None, snippet.evidence}
        and saved in {None, chosen.get(snippet.id) == "saved"}
    ]


def search_library(index: SnippetSearchIndex, query: str) -> SnippetSearchResult:
    """Return what a query finds; raises `ClinicianTopic` where it asks for a dose."""
    screen_name("q", query)
    return index.find_snippets(query)


def list_kept_snippets(
    transaction: ReadTransaction, library: SnippetLibrary, person: Person
) -> tuple[tuple[Snippet, ...], tuple[Snippet, ...]]:
    """Return what a person saved and what they dismissed, each in the order of the library."""
    chosen = idempotency.fetch_snippet_choices(transaction, person.id)
    saved, dismissed = (
        tuple(snippet for snippet in library.snippets if chosen.get(snippet.id) == choice)
        for choice in ("saved", "dismissed")
    )
    return saved, dismissed


def toggle_snippet_choice(
    transaction: WriteTransaction,
    library: SnippetLibrary,
    person: Person,
    snippet_id: str,
    choice: Literal["saved", "dismissed"],
    now: datetime,
) -> None:
    """Save or dismiss a snippet; the same choice again takes it back."""
    snippet = find_snippet(library, snippet_id)
    again = idempotency.fetch_snippet_choices(transaction, person.id).get(snippet.id) == choice
    idempotency.set_snippet_choice(transaction, person.id, snippet.id, None if again else choice, now)


def serialize_snippet(library: SnippetLibrary, snippet: Snippet, because: str | None = None) -> dict[str, Any]:
    """Return a snippet as programs get it, its sources as CSL-JSON."""
    return {
        "id": snippet.id,
        "title": snippet.title,
        "text": snippet.text,
        "clinician_line": CLINICIAN_LINE if snippet.needs_clinician_line else None,
        "because": because,
        "pillar": snippet.pillar,
        "chapter": snippet.chapter,
        "lines": list(snippet.lines),
        "topics": list(snippet.topics),
        "evidence": snippet.evidence,
        "population": snippet.population,
        "limits": snippet.limits,
        "reviewed": snippet.reviewed.isoformat(),
        "version": snippet.version,
        "sources": [source.to_csl_json() for source in library.list_sources(snippet)],
    }
