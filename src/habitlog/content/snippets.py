"""The library of all snippets with the references they cite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from habitlog.content.chapters import CHAPTERS
from habitlog.content.model import Snippet
from habitlog.content.parsing import SnippetFile, read_files, snippets_of, vocabulary_of
from habitlog.content.problems import ContentError
from habitlog.content.references import Reference, load_references
from habitlog.content.rules import FullWeek, Milestone, Pattern, speaks_after
from habitlog.content.turns import Occurrence, Turns, turns_of

__all__ = ["Library", "Snippet"]

FUNDAMENTALS_PACKAGE = "habitlog.content.library"


@dataclass(frozen=True, slots=True)
class Library:
    """Every shipped snippet by id, in the order of the files, and the references by id."""

    by_id: Mapping[str, Snippet]
    references: Mapping[str, Reference]
    by_occasion: Mapping[Occurrence, tuple[Snippet, ...]]
    """Snippets that a rule can show after an entry of a pillar's kind, ordered by id."""
    needed: Mapping[Occurrence, frozenset[str]]
    """Ids of the daily metrics whose values an `Occasion` carries, by the kind of its entry."""
    firsts: frozenset[Occurrence]
    """The (pillar, kind) whose first entry a rule waits for."""
    turns: Turns
    """The days that belong to each snippet."""

    @classmethod
    def load(cls, packages: Iterable[str], references: Mapping[str, Reference] | None = None) -> Library:
        """Read the `*.toml` of the packages; `references` defaults to the packaged ones.

        Raises `ContentError` naming file, line and snippet for torn TOML, an unknown rule, reference,
        evidence or chapter, a missing source, fewer than 40 or more than 90 words, or an id that appears twice.
        """
        files = list(read_files(packages))
        return cls.of_files(files, load_references() if references is None else references)

    @classmethod
    def of_files(cls, files: list[SnippetFile], references: Mapping[str, Reference]) -> Library:
        """Build the library from parsed files; the checks of `load` apply."""
        words = vocabulary_of(files)
        found: dict[str, Snippet] = {}
        for file in files:
            for index, snippet in enumerate(snippets_of(file, words)):
                where = file.where(index, snippet.id)
                if snippet.id in found:
                    raise ContentError(where, "this id appears twice")
                if unknown := [source for source in snippet.sources if source not in references]:
                    raise ContentError(where, f"unknown reference {', '.join(unknown)}")
                found[snippet.id] = snippet
        shown = _shown(found.values(), words.kinds)
        turns = turns_of(found.values(), words.kinds)
        return cls(MappingProxyType(found), references, shown, _needed(shown), _firsts(found.values()), turns)

    @property
    def all(self) -> tuple[Snippet, ...]:
        """Every snippet."""
        return tuple(self.by_id.values())

    def get(self, snippet_id: str) -> Snippet | None:
        """Return the snippet of that id, if there is one."""
        return self.by_id.get(snippet_id)

    def sources_of(self, snippet: Snippet) -> tuple[Reference, ...]:
        """Return the references of a snippet in its order."""
        return tuple(self.references[source] for source in snippet.sources)

    def for_pillar(self, pillar: str) -> tuple[Snippet, ...]:
        """Return the snippets of a pillar key or of "fundamentals"."""
        return tuple(snippet for snippet in self.all if snippet.pillar == pillar)

    def chapters(self) -> Mapping[str, tuple[Snippet, ...]]:
        """Return the chapters that have snippets, in reading order, with their snippets."""
        grouped = {name: tuple(s for s in self.all if s.chapter == name) for name in CHAPTERS}
        return {name: snippets for name, snippets in grouped.items() if snippets}

    def after(self, pillar: str, kind: str) -> tuple[Snippet, ...]:
        """Return the snippets that a rule can show after an entry of this kind, ordered by id."""
        return self.by_occasion.get((pillar, kind), ())

    def metrics_needed(self, pillar: str, kind: str) -> frozenset[str]:
        """Return the ids of the daily metrics that an `Occasion` of this kind carries values of."""
        return self.needed.get((pillar, kind), frozenset())

    def marks_first(self, pillar: str, kind: str) -> bool:
        """Whether a rule waits for the first entry of this kind."""
        return (pillar, kind) in self.firsts

    def overdue(self, today: date) -> tuple[Snippet, ...]:
        """Return the snippets whose review, good for two years, no longer holds on `today`."""
        return tuple(snippet for snippet in self.all if not snippet.reviewed <= today <= snippet.review_due)


def _shown(snippets: Iterable[Snippet], kinds: Iterable[Occurrence]) -> Mapping[Occurrence, tuple[Snippet, ...]]:
    ordered = sorted(snippets, key=lambda one: one.id)
    return MappingProxyType(
        {kind: tuple(s for s in ordered if any(speaks_after(rule, *kind) for rule in s.shows_when)) for kind in kinds}
    )


def _needed(shown: Mapping[Occurrence, tuple[Snippet, ...]]) -> Mapping[Occurrence, frozenset[str]]:
    return MappingProxyType(
        {
            kind: frozenset(
                rule.measure.id
                for snippet in snippets
                for rule in snippet.shows_when
                if isinstance(rule, Pattern | FullWeek) and speaks_after(rule, *kind)
            )
            for kind, snippets in shown.items()
        }
    )


def _firsts(snippets: Iterable[Snippet]) -> frozenset[Occurrence]:
    rules = (rule for snippet in snippets for rule in snippet.shows_when)
    return frozenset((rule.pillar, rule.kind) for rule in rules if isinstance(rule, Milestone))
