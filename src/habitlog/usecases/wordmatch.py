"""Whether the words of a query begin words of a name, whatever the letter case, accents and hyphens."""

from __future__ import annotations

import re
from collections.abc import Sequence

from habitlog.guard.normalise import fold_text

_BETWEEN = re.compile(r"[\W_]+")


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded; a hyphen parts two words."""
    return tuple(filter(None, _BETWEEN.split(fold_text(text).replace("'", ""))))


def list_word_variants(text: str) -> tuple[str, ...]:
    """Return the words of a text, then those that it has without its hyphens: "Pull-up" is pull, up and pullup."""
    folded = fold_text(text)
    return split_words(folded) + (split_words(folded.replace("-", "")) if "-" in folded else ())


def join_words(name: str) -> str:
    """Return a name as one word, so that "Pull-up", "pull up" and "Pullup" are one."""
    return "".join(split_words(name))


def matches_query(query: Sequence[str], words: Sequence[str]) -> bool:
    """Whether every word of a query begins one of the words found; a query without words fits everything."""
    return all(any(word.startswith(asked) for word in words) for asked in query)
