"""A small index in memory over the snippets, which finds the forms of a word by its Snowball stem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from habitlog.content.model import Snippet

LONGEST_QUERY = 200
"""Characters of a query that are read."""

_WORD = re.compile(r"[^\W_]+")
_BESIDE = MappingProxyType(
    {"slept": "sleep", "ate": "eat", "eaten": "eat", "felt": "feel", "fiber": "fibre", "fibers": "fibre"}
)
"""Forms and spellings that no stem brings together."""
_SMALL = frozenset({
    "a", "about", "after", "an", "and", "are", "as", "at", "be", "by", "can", "could", "did", "do", "does", "for",
    "from", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "of", "on", "or",
    "s", "so", "t", "than", "that", "the", "then", "there", "this", "to", "was", "what", "when", "where", "which",
    "who", "why", "will", "with", "would", "you", "your",
})  # fmt: skip


class Found(NamedTuple):
    """What a search found, best first; `whole` is False where no snippet has every word that was asked for."""

    snippets: tuple[Snippet, ...]
    whole: bool


class SearchIndex:
    """Finds snippets by words of their title, topics and text; it is built by the first search."""

    def __init__(self, snippets: Iterable[Snippet]) -> None:
        self._snippets = tuple(snippets)

    def find(self, query: str) -> Found:
        """Return what has every word of a query, else what has some of them; any string is a query.

        Words in titles rank over those in topics and chapters, these over those in the text. Words such as "the" are
        not asked for; a query of nothing else finds nothing.
        """
        asked = dict.fromkeys(self._stems(query[:LONGEST_QUERY]))
        places = [places for stem in asked if (places := self._places.get(stem))]
        ranked: dict[int, list[int]] = {}
        for found in places:
            for at, part in found.items():
                ranked.setdefault(at, [0, 0, 0])[part] += 1
        whole = {at: counts for at, counts in ranked.items() if sum(counts) == len(asked)}
        chosen = whole or ranked
        order = sorted(chosen, key=lambda at: (-sum(chosen[at]), *(-count for count in chosen[at]), at))
        return Found(tuple(self._snippets[at] for at in order), bool(whole))

    @cached_property
    def _places(self) -> Mapping[str, Mapping[int, int]]:
        """By stem: the best part (0 title, 1 topics, 2 text) of every snippet that has it."""
        found: dict[str, dict[int, int]] = {}
        for at, snippet in enumerate(self._snippets):
            about = f"{' '.join(snippet.topics)} {snippet.chapter} {snippet.pillar}"
            for part, text in enumerate((snippet.title, about, snippet.text)):
                for stem in self._stems(text):
                    found.setdefault(stem, {}).setdefault(at, part)
        return MappingProxyType(found)

    @staticmethod
    def _stems(text: str) -> list[str]:
        import snowballstemmer  # noqa: PLC0415 - its languages are loaded by the first search

        stem = snowballstemmer.stemmer("english").stemWord  # one for each call: it keeps the word it works on
        bare = unicodedata.normalize("NFKD", text.casefold())
        letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
        return [stem(_BESIDE.get(word, word)) for word in _WORD.findall(letters) if word not in _SMALL]
