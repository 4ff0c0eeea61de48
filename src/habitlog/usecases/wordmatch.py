"""Whether the words of a query begin words of a name, whatever the letter case, accents and hyphens."""

from __future__ import annotations

import re
from collections.abc import Sequence

from habitlog.guard.normalise import fold

_BETWEEN = re.compile(r"[\W_]+")


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded; a hyphen parts two words."""
    return tuple(filter(None, _BETWEEN.split(fold(text).replace("'", ""))))


def readings(text: str) -> tuple[str, ...]:
    """Return the words of a text, then those that it has without its hyphens: "Pull-up" is pull, up and pullup."""
    folded = fold(text)
    return words(folded) + (words(folded.replace("-", "")) if "-" in folded else ())


def joined(name: str) -> str:
    """Return a name as one word, so that "Pull-up", "pull up" and "Pullup" are one."""
    return "".join(words(name))


def fits(query: Sequence[str], found: Sequence[str]) -> bool:
    """Whether every word of a query begins one of the words found; a query without words fits everything."""
    return all(any(word.startswith(asked) for word in found) for asked in query)
