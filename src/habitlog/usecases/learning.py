"""Which piece of education comes with an entry, and what a person kept of the library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Literal

from sqlalchemy import Select, bindparam, select

from habitlog import bookkeeping, derived
from habitlog.content import Library, Match, Occasion, Snippet, Write, choose, plainly
from habitlog.content.search import Found, SearchIndex
from habitlog.db import Reading, Writing
from habitlog.errors import NotFound
from habitlog.people.model import Person
from habitlog.pillar import Pillar
from habitlog.pillars import PILLARS
from habitlog.usecases.screening import screen_name

LOOKS_BACK = timedelta(days=27)


@dataclass(frozen=True, slots=True)
class Shown:
    """A snippet as a page shows it; `because` is empty in the library."""

    snippet: Snippet
    because: str
    citations: tuple[tuple[str, str], ...]
    saved: bool = False

    @property
    def clinician_line(self) -> bool:
        """Whether the page adds the line that points to a clinician."""
        return self.snippet.needs_clinician_line


def load_library() -> Library:
    """Read the shipped library; a broken file stops the start with its name and line."""
    return Library.load(["habitlog.content.library", *(f"habitlog.pillars.{key}" for key in PILLARS)])


def after(
    unit: Reading,
    library: Library,
    person: Person,
    pillar: Pillar,
    kind: str,
    entry_id: str,
    day: date,
    *,
    write: Write = plainly,
) -> list[Match]:
    """Return the snippet that goes with an entry of this kind and day: the same for the same record.

    Its reason is written for programs, or by `write` for a person who reads it on a page.
    """
    chosen = bookkeeping.choices(unit, person.id)
    occasion = Occasion(
        day=day,
        pillar=pillar.key,
        kind=kind,
        first_of_kind=library.marks_first(pillar.key, kind) and _is_first(unit, person, pillar, kind, entry_id),
        values=derived.values(unit, person.id, library.metrics_needed(pillar.key), day - LOOKS_BACK, day),
    )
    dismissed = {snippet for snippet, choice in chosen.items() if choice == "dismissed"}
    return choose(library, occasion, dismissed, write=write)


def of_day(unit: Reading, library: Library, person: Person, day: date) -> Shown | None:
    """Return the snippet for a day page: it goes with the entry of that day that was saved last."""
    latest: tuple[datetime, Pillar, str, str] | None = None
    for pillar in PILLARS.values():
        for saved_at, kind, entry_id in unit.tuples(_latest(pillar), person=person.id, day=day):
            if latest is None or saved_at > latest[0]:
                latest = (saved_at, pillar, kind, entry_id)
    if latest is None:
        return None
    matches = after(unit, library, person, latest[1], latest[2], latest[3], day, write=person.style.written)
    return shown(unit, library, person, matches[0].snippet, matches[0].because) if matches else None


@cache
def _latest(pillar: Pillar) -> Select[Any]:
    c = pillar.table.c
    that_day = (c.person_id == bindparam("person"), c.day == bindparam("day"))
    return select(c.updated_at, c.kind, c.id).where(*that_day).order_by(c.updated_at.desc(), c.id).limit(1)


def _is_first(unit: Reading, person: Person, pillar: Pillar, kind: str, entry_id: str) -> bool:
    return unit.value(_another(pillar), person=person.id, kind=kind, entry=entry_id) is None


@cache
def _another(pillar: Pillar) -> Select[Any]:
    c = pillar.table.c
    same = (c.person_id == bindparam("person"), c.kind == bindparam("kind"), c.id != bindparam("entry"))
    return select(c.id).where(*same).limit(1)


def shown(unit: Reading, library: Library, person: Person, snippet: Snippet, because: str = "") -> Shown:
    """Return a snippet with its citations, and whether this person saved it."""
    citations = tuple((source.citation(), source.doi_url) for source in library.sources_of(snippet))
    return Shown(snippet, because, citations, bookkeeping.choices(unit, person.id).get(snippet.id) == "saved")


def find(library: Library, snippet_id: str) -> Snippet:
    """Return a snippet by id; raises `NotFound`."""
    snippet = library.get(snippet_id)
    if snippet is None:
        raise NotFound("There is no such piece in the library.")
    return snippet


def search(index: SearchIndex, query: str) -> Found:
    """Return what a query finds; raises `ClinicianTopic` as for any name."""
    screen_name("q", query)
    return index.find(query)


def saved(unit: Reading, library: Library, person: Person) -> tuple[Snippet, ...]:
    """Return what a person saved, in the order of the library."""
    chosen = bookkeeping.choices(unit, person.id)
    return tuple(snippet for snippet in library.all if chosen.get(snippet.id) == "saved")


def choose_for(
    unit: Writing,
    library: Library,
    person: Person,
    snippet_id: str,
    choice: Literal["saved", "dismissed"],
    now: datetime,
) -> None:
    """Save or dismiss a snippet; the same choice again takes it back."""
    snippet = find(library, snippet_id)
    again = bookkeeping.choices(unit, person.id).get(snippet.id) == choice
    bookkeeping.choose_snippet(unit, person.id, snippet.id, None if again else choice, now)


def as_json(library: Library, snippet: Snippet, because: str | None = None) -> dict[str, Any]:
    """Return a snippet as programs get it, its sources as CSL-JSON."""
    return {
        "id": snippet.id,
        "title": snippet.title,
        "text": snippet.text,
        "because": because,
        "pillar": snippet.pillar,
        "topics": list(snippet.topics),
        "evidence": snippet.evidence,
        "population": snippet.population,
        "limits": snippet.limits,
        "reviewed": snippet.reviewed.isoformat(),
        "version": snippet.version,
        "sources": [source.csl() for source in library.sources_of(snippet)],
    }
