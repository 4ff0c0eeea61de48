"""Names a typing slip away, found by leaving letters out on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

ONE_SLIP_FROM = 7
TWO_SLIPS_FROM = 10
LONGEST = 18
_Parts = list[tuple[int, int, set[str]]]


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
        fitting = {name for name in names if ONE_SLIP_FROM <= len(name) <= LONGEST and name.isalpha()}
        long = {name for name in fitting if len(name) >= TWO_SLIPS_FROM}
        self._one: dict[str, list[str]] = {}
        self._two: dict[str, list[str]] = {}
        for name in fitting:
            _enter(self._one, name, {name, *_less_one(name)})
        for name in long:
            _enter(self._two, name, {name, *_less_one(name), *_less_two(name)})
        self._halves = _unhurt(fitting, 1)
        self._thirds = _unhurt(long, 2)

    def __contains__(self, word: str) -> bool:
        """Whether a folded word is an allowed number of slips from a name."""
        size = len(word)
        if not ONE_SLIP_FROM - 1 <= size <= LONGEST + 2:
            return False
        if _shares(self._halves[size], word) and _close(self._one, word, [word, *_less_one(word)], 1):
            return True
        if not _shares(self._thirds[size], word):
            return False
        return _close(self._two, word, [word, *_less_one(word), *_less_two(word)], 2)


def _enter(index: dict[str, list[str]], name: str, keys: set[str]) -> None:
    for key in keys:
        index.setdefault(key, []).append(name)


def _unhurt(names: Iterable[str], allowed: int) -> list[_Parts]:
    """By length of a word: the places where a part of a name may stand whole, and the parts.

    A name cut into one part more than slips are allowed keeps one part whole, moved by what was put in before it.
    """
    found: list[dict[tuple[int, int], set[str]]] = [{} for _ in range(LONGEST + 3)]
    for name in names:
        for length in range(len(name) - allowed, min(len(name) + allowed, LONGEST + 2) + 1):
            for start, end, part in _places(name, length, allowed):
                found[length].setdefault((start, end), set()).add(part)
    return [[(start, end, parts) for (start, end), parts in places.items()] for places in found]


def _places(name: str, length: int, allowed: int) -> Iterator[tuple[int, int, str]]:
    size, longer = len(name), length - len(name)
    width = size // (allowed + 1)
    yield 0, width, name[:width]
    yield length - width, length, name[size - width :]
    if allowed == 2:
        for moved in range(max(-1, longer - 1), min(1, longer + 1) + 1):
            yield width + moved, 2 * width + moved, name[width : 2 * width]


def _shares(places: _Parts, word: str) -> bool:
    return any(word[start:end] in parts for start, end, parts in places)


def _close(index: dict[str, list[str]], word: str, keys: list[str], allowed: int) -> bool:
    if index.keys().isdisjoint(keys):
        return False
    names = {name for key in keys for name in index.get(key, ())}
    return any(slips(word, name) <= allowed for name in names)
