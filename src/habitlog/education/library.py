"""The library of all snippets with the references they cite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from msgspec import Struct

from habitlog.education.chapters import CHAPTERS
from habitlog.education.errors import EducationError
from habitlog.education.references import Reference, load_references
from habitlog.education.rotation import EntryKindKey, SnippetRotation, build_rotation
from habitlog.education.rules import FullWeekRule, MilestoneRule, PatternRule, is_relevant_after
from habitlog.education.snippet import Snippet
from habitlog.education.snippet_files import SnippetFile, collect_vocabulary, iterate_snippets, read_snippet_files
from habitlog.education.tact import TactRules, load_tact_rules

__all__ = ["Snippet", "SnippetLibrary"]

FUNDAMENTALS_PACKAGE = "habitlog.education.data"


class SnippetLibrary(Struct, frozen=True):
    """Every shipped snippet by id, in the order of the files, and the references by id."""

    snippets_by_id: Mapping[str, Snippet]
    references: Mapping[str, Reference]
    snippets_by_entry_kind: Mapping[EntryKindKey, tuple[Snippet, ...]]
    """Snippets that a rule can show after an entry of a pillar's kind, ordered by id."""
    metrics_by_entry_kind: Mapping[EntryKindKey, frozenset[str]]
    """Ids of the daily metrics whose values a `SnippetContext` carries, by the kind of its entry."""
    first_entry_kinds: frozenset[EntryKindKey]
    """The (pillar, kind) for whose first entry there is a rule."""
    rotation: SnippetRotation
    """The day of the cycle of each snippet."""
    tact: TactRules
    """The rules of tact."""

    @classmethod
    def load_packages(
        cls, packages: Iterable[str], references: Mapping[str, Reference] | None = None
    ) -> SnippetLibrary:
        """Read the `*.toml` of the packages; `references` defaults to the packaged ones.

        Raises `EducationError` naming file, line and snippet for broken TOML, an unknown rule, reference,
        evidence or chapter, a missing source, fewer than 40 or more than 90 words, or an id that appears twice.
        """
        files = list(read_snippet_files(packages))
        return cls.from_files(files, load_references() if references is None else references)

    @classmethod
    def from_files(cls, files: list[SnippetFile], references: Mapping[str, Reference]) -> SnippetLibrary:
        """Build the library from parsed files; the checks of `load_packages` apply."""
        vocabulary = collect_vocabulary(files)
        snippets_by_id: dict[str, Snippet] = {}
        for file in files:
            for index, snippet in enumerate(iterate_snippets(file, vocabulary)):
                location = file.format_location(index, snippet.id)
                if snippet.id in snippets_by_id:
                    raise EducationError(location, "this id appears twice")
                if unknown := [source for source in snippet.sources if source not in references]:
                    raise EducationError(location, f"unknown reference {', '.join(unknown)}")
                snippets_by_id[snippet.id] = snippet
        for snippet in snippets_by_id.values():
            if snippet.leads_to and not getattr(snippets_by_id.get(snippet.leads_to), "question", ""):
                raise EducationError(snippet.location, f"leads to {snippet.leads_to!r}, which answers no question")
        snippets = snippets_by_id.values()
        by_entry_kind = _group_by_entry_kind(snippets, vocabulary.kinds)
        return cls(
            MappingProxyType(snippets_by_id),
            references,
            by_entry_kind,
            _metrics_by_entry_kind(by_entry_kind),
            _first_entry_kinds(snippets),
            build_rotation(snippets, vocabulary.kinds),
            load_tact_rules(),
        )

    @property
    def snippets(self) -> tuple[Snippet, ...]:
        """Every snippet."""
        return tuple(self.snippets_by_id.values())

    def get_snippet(self, snippet_id: str) -> Snippet | None:
        """Return the snippet of that id, if there is one."""
        return self.snippets_by_id.get(snippet_id)

    def list_sources(self, snippet: Snippet) -> tuple[Reference, ...]:
        """Return the references of a snippet in its order."""
        return tuple(self.references[source] for source in snippet.sources)

    def group_by_chapter(self) -> Mapping[str, tuple[Snippet, ...]]:
        """Return the chapters that have snippets, in reading order, with their snippets."""
        grouped = {name: tuple(s for s in self.snippets if s.chapter == name) for name in CHAPTERS}
        return {name: snippets for name, snippets in grouped.items() if snippets}

    def snippets_after_entry(self, pillar: str, kind: str) -> tuple[Snippet, ...]:
        """Return the snippets that a rule can show after an entry of this kind, ordered by id."""
        return self.snippets_by_entry_kind.get((pillar, kind), ())

    def list_needed_metrics(self, pillar: str, kind: str) -> frozenset[str]:
        """Return the ids of the daily metrics whose values a `SnippetContext` of this kind needs."""
        return self.metrics_by_entry_kind.get((pillar, kind), frozenset()) | self.tact.needed_metrics

    def list_related(self, snippet: Snippet, limit: int = 4) -> tuple[Snippet, ...]:
        """Return the snippets nearest in subject: by shared lines of the chapter, sources and topics."""

        def count_shared(other: Snippet) -> int:
            lines = set(snippet.lines) & set(other.lines) if other.chapter == snippet.chapter else ()
            shared = set(snippet.sources) & set(other.sources), set(snippet.topics) & set(other.topics)
            return 3 * len(lines) + 2 * len(shared[0]) + len(shared[1])

        others = sorted((one for one in self.snippets if one is not snippet), key=count_shared, reverse=True)
        return tuple(one for one in others[:limit] if count_shared(one) > 1)

    @property
    def pillars(self) -> frozenset[str]:
        """The keys of the pillars whose entries snippets can follow."""
        return frozenset(pillar for pillar, _ in self.snippets_by_entry_kind)

    def has_first_entry_rule(self, pillar: str, kind: str) -> bool:
        """Whether there is a rule for the first entry of this kind."""
        return (pillar, kind) in self.first_entry_kinds

    def overdue_snippets(self, today: date) -> tuple[Snippet, ...]:
        """Return the snippets whose review, good for two years, no longer holds on `today`."""
        return tuple(snippet for snippet in self.snippets if not snippet.reviewed <= today <= snippet.review_due)


def _group_by_entry_kind(
    snippets: Iterable[Snippet], kinds: Iterable[EntryKindKey]
) -> Mapping[EntryKindKey, tuple[Snippet, ...]]:
    ordered = sorted(snippets, key=lambda snippet: snippet.id)
    return MappingProxyType(
        {
            kind: tuple(s for s in ordered if any(is_relevant_after(rule, *kind) for rule in s.shows_when))
            for kind in kinds
        }
    )


def _metrics_by_entry_kind(
    by_entry_kind: Mapping[EntryKindKey, tuple[Snippet, ...]],
) -> Mapping[EntryKindKey, frozenset[str]]:
    return MappingProxyType(
        {
            kind: frozenset(
                rule.metric.id
                for snippet in snippets
                for rule in snippet.shows_when
                if isinstance(rule, PatternRule | FullWeekRule) and is_relevant_after(rule, *kind)
            )
            for kind, snippets in by_entry_kind.items()
        }
    )


def _first_entry_kinds(snippets: Iterable[Snippet]) -> frozenset[EntryKindKey]:
    rules = (rule for snippet in snippets for rule in snippet.shows_when)
    return frozenset((rule.pillar, rule.kind) for rule in rules if isinstance(rule, MilestoneRule))
