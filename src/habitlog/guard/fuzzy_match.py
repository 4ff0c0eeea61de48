"""Names of substances with typing errors, found by a part of the name without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

MIN_LENGTH_ONE_TYPO = 7
MIN_LENGTH_TWO_TYPOS = 10
MAX_NAME_LENGTH = 18
_NamesByPart = dict[str, list[tuple[int, str]]]
_PartIndex = list[tuple[int, int, _NamesByPart]]


def edit_distance(left: str, right: str, limit: int = MAX_NAME_LENGTH) -> int:
    """Return the number of edits between two words: insertions, deletions, substitutions, transpositions.

    This is the optimal string alignment distance. Counting ends at `limit`; the result is then above it.
    """
    left, right = _strip_common_affixes(left, right)
    second_previous: list[int] = []
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        row = [i]
        for j, b in enumerate(right, start=1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, second_previous[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        second_previous, previous = previous, row
    return previous[-1]


def _strip_common_affixes(left: str, right: str) -> tuple[str, str]:
    """Return the two words without their common prefix and suffix."""
    shorter = min(len(left), len(right))
    first = 0
    while first < shorter and left[first] == right[first]:
        first += 1
    last = 0
    while last < shorter - first and left[-1 - last] == right[-1 - last]:
        last += 1
    return left[first : len(left) - last], right[first : len(right) - last]


class FuzzyNameIndex:
    """An index of names that finds words with one typing error from 7 letters on, two from 10 letters on."""

    def __init__(self, names: Iterable[str]) -> None:
        indexed_names = {
            name for name in names if MIN_LENGTH_ONE_TYPO <= len(name) <= MAX_NAME_LENGTH and name.isalpha()
        }
        self._one_typo_parts = _build_part_indexes(indexed_names, 1)
        self._two_typo_parts = _build_part_indexes(
            (name for name in indexed_names if len(name) >= MIN_LENGTH_TWO_TYPOS), 2
        )

    def __contains__(self, word: str) -> bool:
        """Whether a folded word is within the allowed number of edits of a name."""
        size = len(word)
        if not MIN_LENGTH_ONE_TYPO - 1 <= size <= MAX_NAME_LENGTH + 2:
            return False
        letters = _letter_mask(word)
        return _is_close_to_name(self._one_typo_parts[size], word, letters, 1) or _is_close_to_name(
            self._two_typo_parts[size], word, letters, 2
        )


def _letter_mask(word: str) -> int:
    """Return a bit for every letter of a word; an edit changes at most two of them."""
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) & 63)
    return mask


def _build_part_indexes(names: Iterable[str], max_typos: int) -> list[_PartIndex]:
    """Return, by length of a word, the spans where a part of a name may be unchanged, and the names by that part.

    A name cut into one part more than the allowed edits keeps one part unchanged, moved by insertions before it.
    """
    indexes: list[dict[tuple[int, int], _NamesByPart]] = [{} for _ in range(MAX_NAME_LENGTH + 3)]
    for name in names:
        entry = (_letter_mask(name), name)
        for length in range(len(name) - max_typos, min(len(name) + max_typos, MAX_NAME_LENGTH + 2) + 1):
            for start, end, part in _iterate_parts(name, length, max_typos):
                indexes[length].setdefault((start, end), {}).setdefault(part, []).append(entry)
    return [[(start, end, parts) for (start, end), parts in places.items()] for places in indexes]


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
        for name_mask, name in parts.get(word[start:end], ()):
            length_difference = abs(len(name) - len(word))
            if (name_mask ^ letter_mask).bit_count() <= 2 * max_typos - length_difference and edit_distance(
                word, name, max_typos
            ) <= max_typos:
                return True
    return False
