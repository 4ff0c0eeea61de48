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
from zlib import crc32

from msgspec import Struct

from habitlog.guard.tokens import Sentence, Token
from habitlog.guard.word_kinds import WordKind

BUCKETS = 1 << 16
_MAX_FEATURE_TOKENS = 40
_MIN_LENGTH_FOR_PARTS = 5
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
_NAME_SYMBOLS = frozenset({"*S", "*L"})


class OpinionModel(Struct, frozen=True):
    """The weights of hashed features, and from which probability on the opinion counts.

    From `agrees_from` on it agrees with a rule that is not exact, and from `asks_from` on it is asked about alone.
    """

    weights: array[int]
    scale: float
    bias: float
    agrees_from: float
    asks_from: float


@cache
def load_opinion_model() -> OpinionModel:
    """Return the model; its file is read on the first call."""
    data = resources.files("habitlog.guard").joinpath("data")
    head = json.loads(data.joinpath("opinion.json").read_text(encoding="utf-8"))
    weights = array("b", data.joinpath("opinion.bin").read_bytes())
    return OpinionModel(weights, head["scale"], head["bias"], head["agrees_from"], head["asks_from"])


def estimate_dose_probability(sentence: Sentence, folded: str, model: OpinionModel) -> float:
    """Return how probable it is that a sentence holds a dose or asks about one, between 0 and 1."""
    weights = model.weights
    total = sum(weights[bucket] for bucket in set(list_buckets(sentence, folded)))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, model.bias + model.scale * total))))


def list_buckets(sentence: Sentence, folded: str) -> list[int]:
    """Return the hashed features of a sentence."""
    features = _list_features(sentence, folded)
    return [crc32(feature.encode("utf-8", "surrogatepass")) & (BUCKETS - 1) for feature in features]


def _list_features(sentence: Sentence, folded: str) -> Iterator[str]:
    tokens = sentence[:_MAX_FEATURE_TOKENS]
    end = sentence[-1].end
    is_asked = folded[end : end + 1] in {"?", "\u061f"}
    symbols = ["^", *map(_symbol_of, tokens), "?" if is_asked else "$"]
    words = ["^", *(_word_of(symbol, token) for symbol, token in zip(symbols[1:-1], tokens, strict=True)), symbols[-1]]
    seen = "".join(sorted({symbol[:2] for symbol in symbols if symbol[0] == "*"}))
    yield f"kinds {seen}"
    for position, symbol in enumerate(symbols):
        yield f"1{symbol}"
        yield f"2{' '.join(symbols[position : position + 2])}"
        yield f"3{' '.join(symbols[position : position + 3])}"
        yield f"w2{' '.join(words[position : position + 2])}"
        yield f"s{symbols[max(0, position - 1)]} {' '.join(symbols[position + 1 : position + 2])}"
    for token in tokens:
        word = token.text
        if not token.kind & WordKind.SUBSTANCE_NAME and not token.is_numeric:
            yield f"w{word}"
            if len(word) >= _MIN_LENGTH_FOR_PARTS and not token.kind:
                for start in range(len(word) - 3):
                    yield f"c{word[start : start + 4]}"


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
