"""A second opinion on a sentence: a logistic regression on its words and their kinds, beside the rules.

`docs/guard-model.md` says what it was trained on, when, and how well it does; `tools/train_guard.py` trains it.
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from itertools import repeat
from zlib import crc32

from msgspec import Struct

from habitlog.guard.tokens import QUESTION_MARKS, Sentence, Token
from habitlog.guard.word_kinds import WordKind

BUCKETS = 98_304
FEATURES_OF_A_SENTENCE = 100
"""To how many features those of a sentence are scaled, so that a long one is not taken for a dose for its length."""
_MAX_FEATURE_TOKENS = 40
_LONGEST_COUNTED = 15
_MAX_LETTERS = 40
_PART_SIZES = (3, 4, 5)
_LARGEST_DAY = 31
_SYMBOLS: tuple[tuple[int, str], ...] = (
    (WordKind.SUBSTANCE_NAME, "S"),
    (WordKind.SLANG, "L"),
    (WordKind.EVERYDAY_SLANG, "e"),
    (WordKind.AMBIGUOUS_SLANG, "a"),
    (WordKind.SUPPLEMENT | WordKind.SUPPLEMENT_PLAIN, "P"),
    (WordKind.TOPIC, "T"),
    (WordKind.UNIT_MICRO, "u"),
    (WordKind.UNIT_MG, "m"),
    (WordKind.UNIT_COUNT, "c"),
    (WordKind.UNIT_COUNT_SHARED, "d"),
    (WordKind.UNIT_MEASURE, "g"),
    (WordKind.MEDICINE, "M"),
    (WordKind.NUMBER, "n"),
    (WordKind.ROUTE_CLEAR | WordKind.ROUTE, "r"),
    (WordKind.REGIMEN | WordKind.DOSE | WordKind.DOSE_WORD, "R"),
    (WordKind.CODE, "k"),
    (WordKind.FREQUENCY | WordKind.EVERY, "f"),
    (WordKind.CHANGE, "C"),
    (WordKind.QUESTION | WordKind.PERMISSION_QUESTION, "q"),
    (WordKind.ACTION_VERB | WordKind.ADJUST_VERB, "v"),
    (WordKind.INTAKE | WordKind.INTAKE_PRESENT | WordKind.PAST_INTAKE, "i"),
    (WordKind.UNIT_INNOCENT, "o"),
    (WordKind.FOOD, "F"),
    (WordKind.TRAINING, "w"),
    (WordKind.TIME | WordKind.PERIOD | WordKind.TIME_OF_DAY | WordKind.WEEKDAY, "t"),
    (WordKind.BODY, "b"),
    (WordKind.FIRST_PERSON, "p"),
)
"""One letter for the kinds of a word; the first that fits stands for it."""
_THRESHOLDS = ("agrees_from", "asks_from", "asks_unnamed_from")
_NAME_SYMBOLS = frozenset({"*S", "*L"})


class OpinionModel(Struct, frozen=True):
    """The weights of hashed features, and from which probability on the opinion counts.

    From `agrees_from` on it agrees with a rule that is not exact, and from `asks_from` on it is asked about alone; from
    `asks_unnamed_from` on where no word of a medicine, a unit, a way of taking or a part of the body is near.
    """

    weights: array[int]
    scale: float
    bias: float
    agrees_from: float
    asks_from: float
    asks_unnamed_from: float


@cache
def load_opinion_model() -> OpinionModel:
    """Return the model; its file is read on the first call."""
    data = resources.files("habitlog.guard").joinpath("data")
    head = json.loads(data.joinpath("opinion.json").read_text(encoding="utf-8"))
    weights = array("b", data.joinpath("opinion.bin").read_bytes())
    return OpinionModel(weights, head["scale"], head["bias"], *(head[name] for name in _THRESHOLDS))


def estimate_dose_probability(sentence: Sentence, folded: str, model: OpinionModel) -> float:
    """Return how probable it is that a sentence holds a dose or asks about one, between 0 and 1."""
    total = count = 0
    for group in _list_feature_groups(sentence, folded):
        weight, features = _sum_weights(group)
        total += weight
        count += features
    score = model.bias + model.scale * total * FEATURES_OF_A_SENTENCE / count
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def list_buckets(sentence: Sentence, folded: str) -> list[int]:
    """Return the hashed features of a sentence, each as often as it occurs."""
    return [bucket for group in _list_feature_groups(sentence, folded) for bucket in _hash_features(group)]


def _list_feature_groups(sentence: Sentence, folded: str) -> Iterator[tuple[str, ...]]:
    """Yield what the features of a sentence are made from; the weight of a group is the same in every sentence.

    A group is a mark and its words: those of a word itself, of three symbols in a row, of two words, or of a sentence.
    """
    tokens = sentence[:_MAX_FEATURE_TOKENS]
    end = sentence[-1].end
    closing = "?" if folded[end : end + 1] in QUESTION_MARKS else "$"
    symbols = ["^", *map(_symbol_of, tokens), closing]
    words = ["^", *(_word_of(symbol, token) for symbol, token in zip(symbols[1:-1], tokens, strict=True)), closing]
    seen = "".join(sorted({symbol[:2] for symbol in symbols if symbol[0] == "*"}))
    yield "kinds", seen, str(min(len(tokens), _LONGEST_COUNTED))
    yield from zip(repeat("symbols"), symbols, [*symbols[1:], ""], [*symbols[2:], "", ""])
    yield from zip(repeat("words"), words, words[1:])
    for token in tokens:
        if not token.kind & WordKind.SUBSTANCE_NAME and not token.is_numeric:
            yield "word", token.text


@lru_cache(maxsize=1 << 14)
def _sum_weights(group: tuple[str, ...]) -> tuple[int, int]:
    """Return the sum of the weights of a group, and how many they are."""
    weights = load_opinion_model().weights
    buckets = _hash_features(group)
    return sum(weights[bucket] for bucket in buckets), len(buckets)


def _hash_features(group: tuple[str, ...]) -> list[int]:
    return [crc32(feature.encode("utf-8", "surrogatepass")) % BUCKETS for feature in _list_features(group)]


def _list_features(group: tuple[str, ...]) -> Iterator[str]:
    mark, *words = group
    match mark:
        case "kinds":
            yield f"kinds {words[0]}"
            yield f"length {words[1]}"
        case "words":
            yield f"w2{words[0]} {words[1]}"
        case "word":
            yield f"w{words[0]}"
            marked = f"<{words[0][:_MAX_LETTERS]}>"
            for size in _PART_SIZES:
                yield from (f"c{marked[start : start + size]}" for start in range(len(marked) - size + 1))
        case _:
            first, second, third = words
            yield f"1{first}"
            if second:
                yield f"2{first} {second}"
            if third:
                yield f"3{first} {second} {third}"
                yield f"k{first} {third}"


def _symbol_of(token: Token) -> str:
    """Return the kind of a listed word ("*S"), the size of a number ("#2"), or another word itself."""
    if token.is_numeric:
        if not token.text.isdecimal():
            return "#."
        size = len(token.text)
        return "#1" if size == 1 else "#2" if size == 2 and int(token.text) <= _LARGEST_DAY else "#3"
    return _letter_of(token.kind) or token.text


@lru_cache(maxsize=4096)
def _letter_of(kind: int) -> str:
    return next((f"*{letter}" for kinds, letter in _SYMBOLS if kind & kinds), "")


def _word_of(symbol: str, token: Token) -> str:
    """Return a word itself; of names and numbers only the kind."""
    return symbol if symbol in _NAME_SYMBOLS or token.is_numeric else token.text
