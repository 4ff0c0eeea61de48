"""The library of all snippets with the references they cite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from habitlog.content.model import CHAPTERS, Snippet
from habitlog.content.parsing import SnippetFile, read_files, snippets_of, vocabulary_of
from habitlog.content.problems import ContentError
from habitlog.content.references import Reference, load_references
from habitlog.content.rules import Browse, Milestone, Pattern

__all__ = ["Library", "Snippet"]

FUNDAMENTALS_PACKAGE = "habitlog.content.library"


@dataclass(frozen=True, slots=True)
class Library:
    """Every shipped snippet by id, in the order of the files, and the references by id."""

    by_id: Mapping[str, Snippet]
    references: Mapping[str, Reference]
    by_occasion: Mapping[str, tuple[Snippet, ...]]
    """Snippets that a rule can show after an entry, by the pillar of that entry, ordered by id."""
    needed: Mapping[str, frozenset[str]]
    """Ids of the daily metrics whose values an `Occasion` carries, by the pillar of its entry."""
    firsts: frozenset[tuple[str, str]]
    """The (pillar, kind) whose first entry a rule waits for."""

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
        return cls(MappingProxyType(found), references, *_by_pillar(found.values()), _firsts(found.values()))

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

    def metrics_needed(self, pillar: str) -> frozenset[str]:
        """Return the ids of the daily metrics that an `Occasion` of this pillar carries values of."""
        return self.needed.get(pillar, frozenset())

    def marks_first(self, pillar: str, kind: str) -> bool:
        """Whether a rule waits for the first entry of this kind."""
        return (pillar, kind) in self.firsts

    def overdue(self, today: date) -> tuple[Snippet, ...]:
        """Return the snippets whose review, good for two years, no longer holds on `today`."""
        return tuple(snippet for snippet in self.all if not snippet.reviewed <= today <= snippet.review_due)


def _by_pillar(
    snippets: Iterable[Snippet],
) -> tuple[Mapping[str, tuple[Snippet, ...]], Mapping[str, frozenset[str]]]:
    shown: dict[str, list[Snippet]] = {}
    needed: dict[str, set[str]] = {}
    for snippet in sorted(snippets, key=lambda one: one.id):
        for pillar in dict.fromkeys(rule.pillar for rule in snippet.shows_when if not isinstance(rule, Browse)):
            shown.setdefault(pillar, []).append(snippet)
        for rule in snippet.shows_when:
            if isinstance(rule, Pattern):
                needed.setdefault(rule.pillar, set()).add(rule.measure.id)
    return (
        MappingProxyType({pillar: tuple(found) for pillar, found in shown.items()}),
        MappingProxyType({pillar: frozenset(ids) for pillar, ids in needed.items()}),
    )


def _firsts(snippets: Iterable[Snippet]) -> frozenset[tuple[str, str]]:
    rules = (rule for snippet in snippets for rule in snippet.shows_when)
    return frozenset((rule.pillar, rule.kind) for rule in rules if isinstance(rule, Milestone))
