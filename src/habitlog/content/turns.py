"""Which snippets may come up on which day: a cycle of turns, so that one that was shown lately rests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from habitlog.content.model import Snippet
from habitlog.content.rules import holds_for_all, speaks_after

LONGEST_CYCLE = 11
"""Days. A prime, in step neither with the week nor with the number of pillars: every turn meets every kind of day."""
_SHARE = 4
"""A small library has fewer turns, so that about so many snippets share one."""
Occurrence = tuple[str, str]
"""A pillar and one of its kinds."""


@dataclass(frozen=True, slots=True)
class Turns:
    """The turn of each snippet that a rule can show, by id: the day in a cycle of so many that is its own."""

    cycle: int = 1
    by_id: Mapping[str, int] = field(default_factory=dict)

    def on(self, day: date) -> list[int]:
        """Return the turns in the order in which that day asks them: its own, then the farthest in time first.

        What is asked in place of the day's own turn has rested longest, and rests longest until its own day comes.
        """
        own = day.toordinal() % self.cycle
        others = sorted(range(1, self.cycle), key=lambda ahead: -min(ahead, self.cycle - ahead))
        return [own, *((own + ahead) % self.cycle for ahead in others)]


def turns_of(snippets: Iterable[Snippet], kinds: Iterable[Occurrence]) -> Turns:
    """Spread the snippets of every kind of entry evenly over the days of a cycle.

    Those that hold for any entry of a kind are spread first: so there are few days whose own turn has nothing to say.
    """
    known = tuple(kinds)
    spoken = [(one.id, _occasions(one, known), _occasions(one, known, steady=True)) for one in snippets]
    shown = sorted((one for one in spoken if one[1]), key=lambda one: (not one[2], one[0]))
    cycle = max(1, min(LONGEST_CYCLE, len(shown) // _SHARE))
    steady: Counter[tuple[Occurrence, int]] = Counter()
    every: Counter[tuple[Occurrence, int]] = Counter()
    found: dict[str, int] = {}
    for name, occasions, always in shown:
        loads = [
            (sum(steady[kind, turn] for kind in always), sum(every[kind, turn] for kind in occasions))
            for turn in range(cycle)
        ]
        turn = found[name] = loads.index(min(loads))
        steady.update((kind, turn) for kind in always)
        every.update((kind, turn) for kind in occasions)
    return Turns(cycle, MappingProxyType(found))


def _occasions(snippet: Snippet, kinds: Iterable[Occurrence], *, steady: bool = False) -> list[Occurrence]:
    """Return the kinds of entries after which a rule is looked at, with `steady` those where it always holds."""
    rules = [rule for rule in snippet.shows_when if holds_for_all(rule) or not steady]
    return [kind for kind in kinds if any(speaks_after(rule, *kind) for rule in rules)]
