"""Names a typing slip away, found by leaving letters out on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

ONE_SLIP_FROM = 7
TWO_SLIPS_FROM = 10
LONGEST = 18


def _without(word: str, letters: int) -> Iterator[str]:
    for places in combinations(range(len(word)), letters):
        kept, last = "", 0
        for place in places:
            kept += word[last:place]
            last = place + 1
        yield kept + word[last:]


def slips(left: str, right: str) -> int:
    """Edits between two words: a letter more, less or other, or two neighbours swapped (optimal alignment)."""
    before: list[int] = []
    above = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        row = [i]
        for j, b in enumerate(right, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]


class Near:
    """An index of names: one slip allowed from 7 letters on, two from 10 letters on."""

    def __init__(self, names: Iterable[str]) -> None:
        self._one: dict[str, list[str]] = {}
        self._two: dict[str, list[str]] = {}
        for name in names:
            if ONE_SLIP_FROM <= len(name) <= LONGEST and name.isalpha():
                self._add(name)

    def _add(self, name: str) -> None:
        for key in {name, *_without(name, 1)}:
            self._one.setdefault(key, []).append(name)
        if len(name) >= TWO_SLIPS_FROM:
            for key in {name, *_without(name, 1), *_without(name, 2)}:
                self._two.setdefault(key, []).append(name)

    def __contains__(self, word: str) -> bool:
        """Whether a folded word is an allowed number of slips from a name."""
        if not ONE_SLIP_FROM - 1 <= len(word) <= LONGEST + 2:
            return False
        if any(slips(word, name) <= 1 for name in self._hits(self._one, word, 1)):
            return True
        return len(word) >= TWO_SLIPS_FROM - 1 and any(
            slips(word, name) <= 2 for name in self._hits(self._two, word, 2)
        )

    @staticmethod
    def _hits(index: dict[str, list[str]], word: str, depth: int) -> Iterator[str]:
        seen: set[str] = set()
        for letters in range(depth + 1):
            for key in _without(word, letters):
                for name in index.get(key, ()):
                    if name not in seen:
                        seen.add(name)
                        yield name
