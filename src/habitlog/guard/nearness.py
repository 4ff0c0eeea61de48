"""Names a typing slip away, found by leaving letters out on both sides."""

from __future__ import annotations

from collections.abc import Iterable

ONE_SLIP_FROM = 7
TWO_SLIPS_FROM = 10
LONGEST = 18


def _less_one(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def _less_two(word: str) -> list[str]:
    size = len(word)
    return [word[:i] + word[i + 1 : j] + word[j + 1 :] for i in range(size) for j in range(i + 1, size)]


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
        self._thirds: set[tuple[int, int, str]] = set()
        for name in names:
            if ONE_SLIP_FROM <= len(name) <= LONGEST and name.isalpha():
                self._add(name)

    def _add(self, name: str) -> None:
        for key in {name, *_less_one(name)}:
            self._one.setdefault(key, []).append(name)
        if len(name) >= TWO_SLIPS_FROM:
            size = len(name)
            self._thirds.update((size, cut, name[cut : cut + size // 3]) for cut in _cuts(size))
            for key in {name, *_less_one(name), *_less_two(name)}:
                self._two.setdefault(key, []).append(name)

    def __contains__(self, word: str) -> bool:
        """Whether a folded word is an allowed number of slips from a name."""
        if not ONE_SLIP_FROM - 1 <= len(word) <= LONGEST + 2:
            return False
        keys = [word, *_less_one(word)]
        if _close(self._one, word, keys, 1):
            return True
        return self._shares_a_third(word) and _close(self._two, word, keys + _less_two(word), 2)

    def _shares_a_third(self, word: str) -> bool:
        """Whether a third of some name stands unhurt in the word: two slips leave one of three parts whole."""
        for size in range(max(TWO_SLIPS_FROM, len(word) - 2), len(word) + 3):
            longer, part = len(word) - size, size // 3
            start, middle, end = _cuts(size)
            if (size, start, word[:part]) in self._thirds:
                return True
            if (size, end, word[end + longer : end + longer + part]) in self._thirds:
                return True
            for moved in range(max(-1, longer - 1), min(1, longer + 1) + 1):
                if (size, middle, word[middle + moved : middle + moved + part]) in self._thirds:
                    return True
        return False


def _cuts(size: int) -> tuple[int, int, int]:
    return 0, size // 3, size - size // 3


def _close(index: dict[str, list[str]], word: str, keys: list[str], allowed: int) -> bool:
    if index.keys().isdisjoint(keys):
        return False
    names = {name for key in keys for name in index.get(key, ())}
    return any(slips(word, name) <= allowed for name in names)
