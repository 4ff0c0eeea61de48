"""Which snippets come first on which day: a cycle of days, so that a snippet is not shown again soon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from msgspec import Struct, field

from habitlog.education.rules import applies_to_every_entry, is_relevant_after
from habitlog.education.snippet import Snippet
from habitlog.education.tact import SENSITIVE

MAX_CYCLE_DAYS = 11
"""A prime that divides neither the week nor the number of pillars, so that every slot meets every day of the week."""
_SNIPPETS_PER_DAY = 4
"""A small library has a shorter cycle, so that about this many snippets share a day."""
EntryKindKey = tuple[str, str]
"""The key of a pillar and the key of one of its kinds."""


class SnippetRotation(Struct, frozen=True):
    """The slot of each snippet that a rule can show, by id: its own day of the cycle, from 0."""

    cycle_days: int = 1
    cycle_day_by_snippet: Mapping[str, int] = field(default_factory=dict)

    def list_cycle_days(self, day: date) -> list[int]:
        """Return the slots in the order in which they are tried on that day: its own, then the farthest in time first.

        The substitute for a day's own slot is then the one whose own day is longest past and farthest ahead.
        """
        own = day.toordinal() % self.cycle_days
        others = sorted(range(1, self.cycle_days), key=lambda ahead: -min(ahead, self.cycle_days - ahead))
        return [own, *((own + ahead) % self.cycle_days for ahead in others)]


def build_rotation(snippets: Iterable[Snippet], kinds: Iterable[EntryKindKey]) -> SnippetRotation:
    """Spread the snippets of every kind of entry evenly over the days of a cycle.

    Those that hold for any entry of a kind are spread first, so that few days have no match in their own slot, and
    before them those that the rules of tact seldom withhold.
    """
    known_kinds = tuple(kinds)
    known_snippets = tuple(snippets)
    sensitive_ids = {snippet.id for snippet in known_snippets if not snippet.touches.isdisjoint(SENSITIVE)}
    candidates = [
        (
            snippet.id,
            _relevant_entry_kinds(snippet, known_kinds),
            _relevant_entry_kinds(snippet, known_kinds, unconditional=True),
        )
        for snippet in known_snippets
    ]
    shown = sorted(
        (candidate for candidate in candidates if candidate[1]),
        key=lambda candidate: (candidate[0] in sensitive_ids, not candidate[2], candidate[0]),
    )
    cycle_days = max(1, min(MAX_CYCLE_DAYS, len(shown) // _SNIPPETS_PER_DAY))
    unconditional_counts: Counter[tuple[EntryKindKey, int]] = Counter()
    counts: Counter[tuple[EntryKindKey, int]] = Counter()
    cycle_day_by_snippet: dict[str, int] = {}
    for snippet_id, relevant, unconditional in shown:
        loads = [
            (
                sum(unconditional_counts[kind, day] for kind in unconditional),
                sum(counts[kind, day] for kind in relevant),
            )
            for day in range(cycle_days)
        ]
        day = cycle_day_by_snippet[snippet_id] = loads.index(min(loads))
        unconditional_counts.update((kind, day) for kind in unconditional)
        counts.update((kind, day) for kind in relevant)
    return SnippetRotation(cycle_days, MappingProxyType(cycle_day_by_snippet))


def _relevant_entry_kinds(
    snippet: Snippet, kinds: Iterable[EntryKindKey], *, unconditional: bool = False
) -> list[EntryKindKey]:
    """Return the kinds of entries after which a rule is checked; with `unconditional`, where one always holds."""
    rules = [rule for rule in snippet.shows_when if applies_to_every_entry(rule) or not unconditional]
    return [kind for kind in kinds if any(is_relevant_after(rule, *kind) for rule in rules)]
