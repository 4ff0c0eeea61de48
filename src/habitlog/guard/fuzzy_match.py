"""Names a typing slip away, found by a part that stayed whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

MIN_LENGTH_ONE_TYPO = 7
MIN_LENGTH_TWO_TYPOS = 10
MAX_NAME_LENGTH = 18
_NamesByPart = dict[str, list[tuple[int, str]]]
_PartIndex = list[tuple[int, int, _NamesByPart]]


def edit_distance(left: str, right: str, limit: int = MAX_NAME_LENGTH) -> int:
    """Edits between two words: a letter more, less or other, or two neighbours swapped (optimal alignment).

    Counting ends at `most`; the answer is then a number above it.
    """
    left, right = _strip_common_affixes(left, right)
    before: list[int] = []
    above = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        row = [i]
        for j, b in enumerate(right, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, above = above, row
    return above[-1]


def _strip_common_affixes(left: str, right: str) -> tuple[str, str]:
    """The two words without the beginning and the ending they share."""
    shorter = min(len(left), len(right))
    first = 0
    while first < shorter and left[first] == right[first]:
        first += 1
    last = 0
    while last < shorter - first and left[-1 - last] == right[-1 - last]:
        last += 1
    return left[first : len(left) - last], right[first : len(right) - last]


class FuzzyNameIndex:
    """An index of names: one slip allowed from 7 letters on, two from 10 letters on."""

    def __init__(self, names: Iterable[str]) -> None:
        fitting = {name for name in names if MIN_LENGTH_ONE_TYPO <= len(name) <= MAX_NAME_LENGTH and name.isalpha()}
        self._one_typo_parts = _build_part_indexes(fitting, 1)
        self._two_typo_parts = _build_part_indexes((name for name in fitting if len(name) >= MIN_LENGTH_TWO_TYPOS), 2)

    def __contains__(self, word: str) -> bool:
        """Whether a folded word is an allowed number of slips from a name."""
        size = len(word)
        if not MIN_LENGTH_ONE_TYPO - 1 <= size <= MAX_NAME_LENGTH + 2:
            return False
        letters = _letter_mask(word)
        return _is_close_to_name(self._one_typo_parts[size], word, letters, 1) or _is_close_to_name(
            self._two_typo_parts[size], word, letters, 2
        )


def _letter_mask(word: str) -> int:
    """A bit for every letter; a slip changes two of them at most."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 63)
    return found


def _build_part_indexes(names: Iterable[str], max_typos: int) -> list[_PartIndex]:
    """By length of a word: the places where a part of a name may stand whole, and the names by that part.

    A name cut into one part more than slips are allowed keeps one part whole, moved by what was put in before it.
    """
    found: list[dict[tuple[int, int], _NamesByPart]] = [{} for _ in range(MAX_NAME_LENGTH + 3)]
    for name in names:
        entry = (_letter_mask(name), name)
        for length in range(len(name) - max_typos, min(len(name) + max_typos, MAX_NAME_LENGTH + 2) + 1):
            for start, end, part in _iterate_parts(name, length, max_typos):
                found[length].setdefault((start, end), {}).setdefault(part, []).append(entry)
    return [[(start, end, parts) for (start, end), parts in places.items()] for places in found]


def _iterate_parts(name: str, length: int, max_typos: int) -> Iterator[tuple[int, int, str]]:
    size, longer = len(name), length - len(name)
    width = size // (max_typos + 1)
    yield 0, width, name[:width]
    yield length - width, length, name[size - width :]
    if max_typos == 2:
        for moved in range(max(-1, longer - 1), min(1, longer + 1) + 1):
            yield width + moved, 2 * width + moved, name[width : 2 * width]


def _is_close_to_name(index: _PartIndex, word: str, letter_mask: int, max_typos: int) -> bool:
    for start, end, parts in index:
        for has, name in parts.get(word[start:end], ()):
            apart = abs(len(name) - len(word))
            if (has ^ letter_mask).bit_count() <= 2 * max_typos - apart and edit_distance(
                word, name, max_typos
            ) <= max_typos:
                return True
    return False
