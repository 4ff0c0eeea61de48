"""How easily a password is guessed, by the well-known parts it consists of.

The known parts are the most used passwords, words and names, which the package `zxcvbn` lists by rank, sequences of
the alphabet and of keyboards, years, and what belongs to the person. The package's own estimate is not used: it takes
half a minute for a short text of symbols that stand for letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec

MIN_WEIGHT = 3.0
"""The least weight of a password: of three words, or six different letters that are part of no word."""
_WORD, _VERY_COMMON_WORD, _GUESSED_FIRST, _LETTER, _DIGIT_OR_SYMBOL = 1.0, 0.7, 0.5, 0.5, 0.25
_VERY_COMMON = 200
"""So many of the most used passwords weigh less."""
_MAX_RANK = 5_000
"""So many words and names of each of the other lists are known. A word stands in the list where its rank is best."""
_MAX_LENGTH = 64
"""Characters that are looked at; a password is at least as hard to guess as its beginning."""
_MIN_PART, _MAX_PART = 3, 26
_SEQUENCES = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
    "zaq12wsxcde34rfvbgt56yhn",
)
_PHRASES = (
    "correcthorsebatterystaple",
    "tobeornottobe",
    "maytheforcebewithyou",
    "thequickbrownfox",
    "habitlog",
    "habit",
    "log",
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_LOOKALIKES = str.maketrans("@4831!0$57", "aabeiiosst")


def is_easily_guessed(password: str, personal_words: Iterable[str]) -> bool:
    """Whether a password, with or without symbols that stand for letters, weighs less than `MIN_WEIGHT`."""
    known = dict.fromkeys(_list_personal_parts(personal_words), _GUESSED_FIRST)
    text = password.casefold()[:_MAX_LENGTH]
    return any(_weigh(spelling, known) < MIN_WEIGHT for spelling in {text, text.translate(_LOOKALIKES)})


def _list_personal_parts(personal_words: Iterable[str]) -> Iterator[str]:
    for word in personal_words:
        folded = word.casefold()
        yield _strip_symbols(folded)
        yield from (part for part in re.split(r"[\W_]+", folded) if len(part) >= _MIN_PART)


def _strip_symbols(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _weigh(text: str, personal_words: Mapping[str, float]) -> float:
    """Return the least weight of the parts a text divides into; a part that is repeated weighs once."""
    symbols = set(re.sub(r"[\w\s]", "", text))
    bare = _strip_symbols(text)
    best: list[tuple[float, frozenset[str]]] = [(0.0, frozenset())]
    for end in range(1, len(bare) + 1):
        options = []
        for part, weight in _list_parts_before(bare, end, personal_words):
            total, used = best[end - len(part)]
            options.append((total, used) if part in used else (total + weight, used | {part}))
        best.append(min(options, key=lambda option: option[0]))
    return best[-1][0] + _DIGIT_OR_SYMBOL * len(symbols)


def _list_parts_before(text: str, end: int, personal_words: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Yield each known part that ends at a place, and the one character there, with its weight."""
    common = load_common_words()
    last = text[end - 1]
    yield last, _DIGIT_OR_SYMBOL if last.isdigit() else _LETTER
    for length in range(2, min(end, _MAX_PART) + 1):
        part = text[end - length : end]
        weight = personal_words.get(part) or common.get(part)
        if weight is not None:
            yield part, weight
        elif _YEAR.fullmatch(part) or (length >= _MIN_PART and len(set(part)) == 1):
            yield part, _GUESSED_FIRST


@cache
def load_common_words() -> Mapping[str, float]:
    """Return the weights of the parts that everybody knows; they are read when the first password is checked."""
    lists = _read_ranked_lists()
    ranked = lists.pop("passwords")
    others = (word for words in lists.values() for word in words[:_MAX_RANK])
    words = {word: _WORD for word in (*others, *ranked) if len(word) >= _MIN_PART and not word.isdigit()}
    words |= dict.fromkeys((word for word in ranked[:_VERY_COMMON] if word in words), _VERY_COMMON_WORD)
    for sequence in _SEQUENCES:
        for direction in (sequence, sequence[::-1]):
            for start in range(len(direction)):
                for stop in range(start + _MIN_PART, len(direction) + 1):
                    words[direction[start:stop]] = _GUESSED_FIRST
    return words | dict.fromkeys(_PHRASES, _GUESSED_FIRST)


def _read_ranked_lists() -> dict[str, list[str]]:
    """Return the lists of passwords, words and names by their names, each with the most used first.

    The module of the lists is run by itself and dropped: importing its package would keep 13 MB in memory.
    """
    package = find_spec("zxcvbn")
    assert package is not None  # noqa: S101 - a dependency of habitlog
    spec = PathFinder.find_spec("frequency_lists", package.submodule_search_locations)
    assert spec is not None  # noqa: S101
    assert spec.loader is not None  # noqa: S101
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return {str(name): [str(word) for word in words] for name, words in module.FREQUENCY_LISTS.items()}
