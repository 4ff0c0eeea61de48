"""Which snippets may come up on which day: a cycle of turns, so that one that was shown lately rests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from habitlog.education.rules import applies_to_every_entry, is_relevant_after
from habitlog.education.snippet import Snippet

MAX_CYCLE_DAYS = 11
"""Days. A prime, in step neither with the week nor with the number of pillars: every turn meets every kind of day."""
_SNIPPETS_PER_DAY = 4
"""A small library has fewer turns, so that about so many snippets share one."""
EntryKindKey = tuple[str, str]
"""A pillar and one of its kinds."""


@dataclass(frozen=True, slots=True)
class SnippetRotation:
    """The turn of each snippet that a rule can show, by id: the day in a cycle of so many that is its own."""

    cycle_days: int = 1
    cycle_day_by_snippet: Mapping[str, int] = field(default_factory=dict)

    def list_cycle_days(self, day: date) -> list[int]:
        """Return the turns in the order in which that day asks them: its own, then the farthest in time first.

        What is asked in place of the day's own turn has rested longest, and rests longest until its own day comes.
        """
        own = day.toordinal() % self.cycle_days
        others = sorted(range(1, self.cycle_days), key=lambda ahead: -min(ahead, self.cycle_days - ahead))
        return [own, *((own + ahead) % self.cycle_days for ahead in others)]


def build_rotation(snippets: Iterable[Snippet], kinds: Iterable[EntryKindKey]) -> SnippetRotation:
    """Spread the snippets of every kind of entry evenly over the days of a cycle.

    Those that hold for any entry of a kind are spread first: so there are few days whose own turn has nothing to say.
    """
    known = tuple(kinds)
    spoken = [
        (one.id, _relevant_entry_kinds(one, known), _relevant_entry_kinds(one, known, unconditional=True))
        for one in snippets
    ]
    shown = sorted((one for one in spoken if one[1]), key=lambda one: (not one[2], one[0]))
    cycle = max(1, min(MAX_CYCLE_DAYS, len(shown) // _SNIPPETS_PER_DAY))
    steady: Counter[tuple[EntryKindKey, int]] = Counter()
    every: Counter[tuple[EntryKindKey, int]] = Counter()
    found: dict[str, int] = {}
    for name, occasions, always in shown:
        loads = [
            (sum(steady[kind, turn] for kind in always), sum(every[kind, turn] for kind in occasions))
            for turn in range(cycle)
        ]
        turn = found[name] = loads.index(min(loads))
        steady.update((kind, turn) for kind in always)
        every.update((kind, turn) for kind in occasions)
    return SnippetRotation(cycle, MappingProxyType(found))


def _relevant_entry_kinds(
    snippet: Snippet, kinds: Iterable[EntryKindKey], *, unconditional: bool = False
) -> list[EntryKindKey]:
    """Return the kinds of entries after which a rule is looked at, with `steady` those where it always holds."""
    rules = [rule for rule in snippet.shows_when if applies_to_every_entry(rule) or not unconditional]
    return [kind for kind in kinds if any(is_relevant_after(rule, *kind) for rule in rules)]
