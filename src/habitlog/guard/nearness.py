"""Names a typing slip away, found by a part that stayed whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

ONE_SLIP_FROM = 7
TWO_SLIPS_FROM = 10
LONGEST = 18
_Named = dict[str, list[tuple[int, str]]]
_Places = list[tuple[int, int, _Named]]


def slips(left: str, right: str, most: int = LONGEST) -> int:
    """Edits between two words: a letter more, less or other, or two neighbours swapped (optimal alignment).

    Counting ends at `most`; the answer is then a number above it.
    """
    left, right = _apart(left, right)
    before: list[int] = []
    above = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        row = [i]
        for j, b in enumerate(right, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, above = above, row
    return above[-1]


def _apart(left: str, right: str) -> tuple[str, str]:
    """The two words without the beginning and the ending they share."""
    shorter = min(len(left), len(right))
    first = 0
    while first < shorter and left[first] == right[first]:
        first += 1
    last = 0
    while last < shorter - first and left[-1 - last] == right[-1 - last]:
        last += 1
    return left[first : len(left) - last], right[first : len(right) - last]


class Near:
    """An index of names: one slip allowed from 7 letters on, two from 10 letters on."""

    def __init__(self, names: Iterable[str]) -> None:
        fitting = {name for name in names if ONE_SLIP_FROM <= len(name) <= LONGEST and name.isalpha()}
        self._halves = _unhurt(fitting, 1)
        self._thirds = _unhurt((name for name in fitting if len(name) >= TWO_SLIPS_FROM), 2)

    def __contains__(self, word: str) -> bool:
        """Whether a folded word is an allowed number of slips from a name."""
        size = len(word)
        if not ONE_SLIP_FROM - 1 <= size <= LONGEST + 2:
            return False
        letters = _letters(word)
        return _close(self._halves[size], word, letters, 1) or _close(self._thirds[size], word, letters, 2)


def _letters(word: str) -> int:
    """A bit for every letter; a slip changes two of them at most."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 63)
    return found


def _unhurt(names: Iterable[str], allowed: int) -> list[_Places]:
    """By length of a word: the places where a part of a name may stand whole, and the names by that part.

    A name cut into one part more than slips are allowed keeps one part whole, moved by what was put in before it.
    """
    found: list[dict[tuple[int, int], _Named]] = [{} for _ in range(LONGEST + 3)]
    for name in names:
        entry = (_letters(name), name)
        for length in range(len(name) - allowed, min(len(name) + allowed, LONGEST + 2) + 1):
            for start, end, part in _places(name, length, allowed):
                found[length].setdefault((start, end), {}).setdefault(part, []).append(entry)
    return [[(start, end, parts) for (start, end), parts in places.items()] for places in found]


def _places(name: str, length: int, allowed: int) -> Iterator[tuple[int, int, str]]:
    size, longer = len(name), length - len(name)
    width = size // (allowed + 1)
    yield 0, width, name[:width]
    yield length - width, length, name[size - width :]
    if allowed == 2:
        for moved in range(max(-1, longer - 1), min(1, longer + 1) + 1):
            yield width + moved, 2 * width + moved, name[width : 2 * width]


def _close(places: _Places, word: str, letters: int, allowed: int) -> bool:
    for start, end, parts in places:
        for has, name in parts.get(word[start:end], ()):
            apart = abs(len(name) - len(word))
            if (has ^ letters).bit_count() <= 2 * allowed - apart and slips(word, name, allowed) <= allowed:
                return True
    return False
