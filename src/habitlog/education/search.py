"""An index in memory over the snippets, by the Snowball stems of their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from habitlog.education.snippet import Snippet
from habitlog.text_folding import fold_text

MAX_SNIPPET_QUERY_LENGTH = 200
"""Characters of a query that are used."""

_WORD = re.compile(r"[^\W_]+")
_TITLE_WEIGHT, _TOPIC_WEIGHT = 8, 2
"""Weights of a word in the title, and in topics, chapter and lines; a word in the text weighs 1."""
_STOP_WORDS = frozenset({
    "a", "about", "after", "an", "and", "are", "as", "at", "be", "by", "can", "could", "did", "do", "does", "for",
    "from", "get", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "many", "me", "much", "my",
    "of", "on", "or", "s", "so", "t", "than", "that", "the", "then", "there", "this", "to", "up", "was", "what", "when",
    "where", "which", "who", "why", "will", "with", "would", "you", "your",
})  # fmt: skip


class SnippetSearchResult(NamedTuple):
    """The snippets found, best first; `matches_all_words` is False where none has every word of the query."""

    snippets: tuple[Snippet, ...]
    matches_all_words: bool


class SnippetSearchIndex:
    """Finds snippets by words of their title, topics and text; the index is built by the first search."""

    def __init__(self, snippets: Iterable[Snippet]) -> None:
        self._snippets = tuple(snippets)

    def find_snippets(self, query: str) -> SnippetSearchResult:
        """Return the snippets with every word of a query, or else those with some of them; any string is a query.

        Words in titles weigh more than those in topics, chapters and their lines, these more than those in the text.
        Words such as "the" are ignored; a query of nothing else finds nothing.
        """
        query_stems = dict.fromkeys(self._stem_words(query[:MAX_SNIPPET_QUERY_LENGTH]))
        weights_by_index: dict[int, list[int]] = {}
        for stem in query_stems:
            for index, weight in self._weights_by_stem.get(stem, {}).items():
                weights_by_index.setdefault(index, []).append(weight)
        complete = {index: weights for index, weights in weights_by_index.items() if len(weights) == len(query_stems)}
        chosen = complete or weights_by_index
        order = sorted(chosen, key=lambda index: (-len(chosen[index]), -sum(chosen[index]), index))
        return SnippetSearchResult(tuple(self._snippets[index] for index in order), bool(complete))

    @cached_property
    def _weights_by_stem(self) -> Mapping[str, Mapping[int, int]]:
        """By stem: its weight by the index of each snippet that has it, summed over title, topics and text."""
        weights: dict[str, dict[int, int]] = {}
        for index, snippet in enumerate(self._snippets):
            about = f"{' '.join(snippet.topics)}. {snippet.chapter}. {'. '.join(snippet.lines)}. {snippet.pillar}"
            for text, weight in ((snippet.title, _TITLE_WEIGHT), (about, _TOPIC_WEIGHT), (snippet.text, 1)):
                for stem in dict.fromkeys(self._stem_words(text)):
                    by_index = weights.setdefault(stem, {})
                    by_index[index] = by_index.get(index, 0) + weight
        return MappingProxyType(weights)

    @staticmethod
    def _stem_words(text: str) -> list[str]:
        import snowballstemmer  # noqa: PLC0415 - its languages are loaded by the first search

        stem = snowballstemmer.stemmer("english").stemWord  # one for each call: it keeps the word it works on
        words = _replace_synonyms(_WORD.findall(fold_text(text)))
        return [stem(word) for word in words if word not in _STOP_WORDS]


def _replace_synonyms(words: list[str]) -> Iterator[str]:
    """Yield the words of the library for the words of a text; a pair of words that has a synonym comes first."""
    positions = iter(range(len(words)))
    for position in positions:
        if synonym := PHRASE_SYNONYMS.get(" ".join(words[position : position + 2])):
            next(positions, None)
        yield from (synonym or WORD_SYNONYMS.get(words[position], words[position])).split()


_SYNONYMS_BY_WORD: Mapping[str, str] = {
    "anxiety": "anxious",
    "beans": "legume legumes",
    "carbohydrate": "carb carbs",
    "company": "lonely loneliness lonesome",
    "day": "daily",
    "depend": "dependent",
    "drink": "beverage beverages drank drunk",
    "eat": "ate eaten",
    "endurance": "cardio jogging jog aerobic aerobics",
    "feel": "felt",
    "fibre": "fiber fibers roughage",
    "glucose": "glycaemia glycemia glycaemic glycemic",
    "heart rhythm": "hrv",
    "interval": "hiit sprints sprint",
    "kcal": "calorie calories",
    "lift": "lifter lifters weightlifting",
    "mitochondria": "mitochondrion mitochondrial",
    "mood": "depression depressed",
    "nature": "natural forest forests park parks woods outdoors",
    "nut": "almond almonds walnut walnuts",
    "oestrogen": "estrogen estrogens",
    "resistance training": "bodybuilding",
    "sleep": "slept asleep",
    "stress": "worry worried worries",
    "sugar": "sugary",
    "sweet drinks": "soda sodas lemonade cola",
    "tired": "tiredness fatigue fatigued exhausted exhaustion",
    "training": "workout workouts gym",
    "trouble sleeping": "insomnia sleepless sleeplessness",
    "ultra processed": "ultraprocessed upf",
    "vegetable": "veg veggie veggies",
    "wake": "awake woke awoke waking awakening awakenings",
    "walk": "stroll strolls",
    "week": "weekly",
    "whole grain": "wholegrain wholegrains wholemeal",
    "work": "worker workers",
    "write": "wrote written journal journals journaling journalling",
}

WORD_SYNONYMS: Mapping[str, str] = MappingProxyType(
    {form: word for word, forms in _SYNONYMS_BY_WORD.items() for form in forms.split()}
)
"""The library's word, or words, for a single word."""

PHRASE_SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "blood sugar": "glucose",
        "jet lag": "jetlag",
        "body clock": "circadian clock",
        "belly fat": "visceral fat",
        **dict.fromkeys(("weight lifting", "lifting weights", "weight training"), "resistance training"),
    }
)
"""The library's words for a pair of words."""
