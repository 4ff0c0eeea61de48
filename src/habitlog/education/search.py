"""A small index in memory over the snippets, which finds the forms of a word by its Snowball stem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from habitlog.education.snippet import Snippet

MAX_SNIPPET_QUERY_LENGTH = 200
"""Characters of a query that are read."""

_WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_TITLE_WEIGHT, _TOPIC_WEIGHT = 8, 2
"""What a word in the title, and in what a snippet is about, weighs beside one in its text."""
_STOP_WORDS = frozenset({
    "a", "about", "after", "an", "and", "are", "as", "at", "be", "by", "can", "could", "did", "do", "does", "for",
    "from", "get", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "many", "me", "much", "my",
    "of", "on", "or", "s", "so", "t", "than", "that", "the", "then", "there", "this", "to", "up", "was", "what", "when",
    "where", "which", "who", "why", "will", "with", "would", "you", "your",
})  # fmt: skip


class SnippetSearchResult(NamedTuple):
    """What a search found, best first; `whole` is False where no snippet has every word that was asked for."""

    snippets: tuple[Snippet, ...]
    matches_all_words: bool


class SnippetSearchIndex:
    """Finds snippets by words of their title, topics and text; it is built by the first search."""

    def __init__(self, snippets: Iterable[Snippet]) -> None:
        self._snippets = tuple(snippets)

    def find_snippets(self, query: str) -> SnippetSearchResult:
        """Return what has every word of a query, else what has some of them; any string is a query.

        Words in titles rank over those in topics, chapters and their lines, these over those in the text. Words such
        as "the" are not asked for; a query of nothing else finds nothing.
        """
        asked = dict.fromkeys(self._stem_words(query[:MAX_SNIPPET_QUERY_LENGTH]))
        places = [places for stem in asked if (places := self._weights_by_stem.get(stem))]
        ranked: dict[int, list[int]] = {}
        for found in places:
            for at, weight in found.items():
                ranked.setdefault(at, []).append(weight)
        whole = {at: weights for at, weights in ranked.items() if len(weights) == len(asked)}
        chosen = whole or ranked
        order = sorted(chosen, key=lambda at: (-len(chosen[at]), -sum(chosen[at]), at))
        return SnippetSearchResult(tuple(self._snippets[at] for at in order), bool(whole))

    @cached_property
    def _weights_by_stem(self) -> Mapping[str, Mapping[int, int]]:
        """By stem: the weight it has in every snippet that has it, summed over title, topics and text."""
        found: dict[str, dict[int, int]] = {}
        for at, snippet in enumerate(self._snippets):
            about = f"{' '.join(snippet.topics)}. {snippet.chapter}. {'. '.join(snippet.lines)}. {snippet.pillar}"
            for text, weight in ((snippet.title, _TITLE_WEIGHT), (about, _TOPIC_WEIGHT), (snippet.text, 1)):
                for stem in dict.fromkeys(self._stem_words(text)):
                    held = found.setdefault(stem, {})
                    held[at] = held.get(at, 0) + weight
        return MappingProxyType(found)

    @staticmethod
    def _stem_words(text: str) -> list[str]:
        import snowballstemmer  # noqa: PLC0415 - its languages are loaded by the first search

        stem = snowballstemmer.stemmer("english").stemWord  # one for each call: it keeps the word it works on
        bare = unicodedata.normalize("NFKD", text.casefold())
        letters = "".join(letter for letter in bare if not unicodedata.combining(letter)).translate(_LIGATURES)
        return [stem(word) for word in _replace_synonyms(_WORD.findall(letters)) if word not in _STOP_WORDS]


def _replace_synonyms(words: list[str]) -> Iterator[str]:
    """Yield the words of the library for the words of a text, those that stand in a row first."""
    left = iter(range(len(words)))
    for at in left:
        if said := PHRASE_SYNONYMS.get(" ".join(words[at : at + 2])):
            next(left, None)
        yield from (said or WORD_SYNONYMS.get(words[at], words[at])).split()


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
    {form: said for said, forms in _SYNONYMS_BY_WORD.items() for form in forms.split()}
)
"""What is said for a single word; it can be several words."""

PHRASE_SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "blood sugar": "glucose",
        "jet lag": "jetlag",
        "body clock": "circadian clock",
        "belly fat": "visceral fat",
        **dict.fromkeys(("weight lifting", "lifting weights", "weight training"), "resistance training"),
    }
)
"""What is said for words in a row."""
