"""Split a folded text into sentences of tokens with their kinds."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import islice, repeat
from operator import add, methodcaller

from msgspec import Struct

from habitlog.guard.normalization import SpelledOutWord, find_spelled_out_words
from habitlog.guard.vocabulary import SENTENCE_END_PATTERN, GuardVocabulary, SignalFilter, load_vocabulary
from habitlog.guard.word_classification import classify_spelled_out_word, classify_word
from habitlog.guard.word_kinds import WordKind

_NUMBER_WITH_SUFFIX = re.compile(r"(\d+(?:[.,/]\d+)*)([^\W\d_]+)")
_WORD_WITH_NUMBER = re.compile(r"([^\W\d_]{3,})(\d.*)")
_NUMBER_UNIT_WORD = re.compile(r"(\d+(?:[.,]\d+)*)(mg|mcg|ug|µg|iu|ml|мг|мкг|мл)([^\W\d_]{2,})")
_MULTIPLICATION = re.compile(r"(\d*)(x)(\d+(?:[.,]\d+)?)")
_SENTENCE_END = re.compile(SENTENCE_END_PATTERN)
_match_start = methodcaller("start")
_SUBSTANCE_NAME_KIND, _NUMBER_KIND = WordKind.SUBSTANCE_NAME, WordKind.NUMBER
_GLUEABLE_KINDS = (
    WordKind.SUBSTANCE_NAME | WordKind.SLANG | WordKind.AMBIGUOUS_SLANG | WordKind.TOPIC | WordKind.SUPPLEMENT
)
_DRUG_UNIT_KINDS = WordKind.UNIT_MICRO | WordKind.UNIT_MG | WordKind.UNIT_COUNT | WordKind.UNIT_COUNT_SHARED
MAX_SENTENCE_TOKENS = 60
QUESTION_MARKS = frozenset("?\u061f")
Segment = tuple[str, str]
"""Everything the findings of a sentence depend on: the two characters before it, and its text with its end mark."""


class Token(Struct):
    """A word or phrase with its position in the folded text; `is_numeric` marks a number in digits.

    `kind` is a union of `WordKind` bits, or -1 as long as it is not classified.
    """

    text: str
    start: int
    end: int
    kind: int
    is_numeric: bool = False


class Sentence(list[Token]):
    """The tokens of a sentence, and the union of their kinds for fast tests."""

    __slots__ = ("kinds",)
    kinds: int


Tokens = list[Token]
"""Some tokens of a sentence, or all of them."""


def iterate_segments(
    folded: str, *, refusals_only: bool = False, skipped: Container[Segment] = ()
) -> Iterator[tuple[Segment, Iterator[Sentence]]]:
    """Yield the segments between sentence ends that may have findings, each with its sentences.

    Those are left out that ask nothing and have no word or phrase of `SIGNAL_KINDS` or `REFUSAL_KINDS`, with
    `refusals_only` none of `REFUSAL_KINDS`, and those in `skipped`.
    """
    vocabulary = load_vocabulary()
    signal_filter = vocabulary.refusal_filter if refusals_only else vocabulary.signal_filter
    kind_cache: dict[str, int] = {}
    find_words = vocabulary.word_pattern_for(folded).findall
    start = 0
    for end, spelled_out in _sentence_ends(folded):
        words = find_words(folded, start, end)
        is_asked = folded[end : end + 1] in QUESTION_MARKS
        if spelled_out or (words and (is_asked or not _has_no_signal(words, signal_filter, vocabulary, kind_cache))):
            segment = folded[max(0, start - 2) : start], folded[start : end + 1]
            if segment not in skipped:
                pieces = (
                    _tokenize_around_spelled_out(folded, start, end, spelled_out, vocabulary)
                    if spelled_out
                    else _tokenize_words(folded, start, words, vocabulary)
                )
                yield segment, _build_sentences(pieces, vocabulary, kind_cache)
        start = end + 1


def _sentence_ends(folded: str) -> Iterator[tuple[int, list[SpelledOutWord]]]:
    """Yield the ends of sentences with the spelled-out words in each; a stop inside such a word ends no sentence."""
    ends = [*map(_match_start, _SENTENCE_END.finditer(folded)), len(folded)]
    spelled_out = find_spelled_out_words(folded)
    if not spelled_out:
        yield from zip(ends, repeat([]))
        return
    in_sentence: list[SpelledOutWord] = []
    upcoming = iter([*spelled_out, (len(folded) + 1, len(folded) + 1, "")])
    word = next(upcoming)
    for end in ends:
        while word[1] <= end:
            in_sentence.append(word)
            word = next(upcoming)
        if end < word[0]:
            yield end, in_sentence
            in_sentence = []


def _has_no_signal(
    words: list[str], signal_filter: SignalFilter, vocabulary: GuardVocabulary, kind_cache: dict[str, int]
) -> bool:
    if not signal_filter.signal_words.isdisjoint(words):
        return False
    unknown = set(words).difference(signal_filter.other_words)
    glued = {word for word in unknown if not (word.isalpha() or word.isdecimal())}
    # The parts of "5mg" can begin or end a phrase with their neighbours, which the whole word cannot.
    parts = (
        [part for word in words for part in (_split_texts(word, vocabulary) if word in glued else (word,))]
        if glued
        else words
    )
    if not signal_filter.joined_pairs.isdisjoint(map(add, parts, islice(parts, 1, None))):
        return False
    if not signal_filter.kinds & _SUBSTANCE_NAME_KIND:  # an unlisted word of letters alone can only be a name
        unknown = {word for word in unknown if not word.isalpha()}
    return not any(_kinds_of_word_parts(word, vocabulary, kind_cache) & signal_filter.kinds for word in unknown)


def _split_texts(word: str, vocabulary: GuardVocabulary) -> list[str]:
    return [token.text for token in _split_word(word, 0, vocabulary)]


def _kinds_of_word_parts(word: str, vocabulary: GuardVocabulary, kind_cache: dict[str, int]) -> int:
    if word.isalpha() or word.isdecimal():
        return _cached_word_kind(word, vocabulary, kind_cache) | (0 if word.isalpha() else _NUMBER_KIND)
    kinds = 0
    for token in _split_word(word, 0, vocabulary):
        kinds |= token.kind if token.kind >= 0 else _cached_word_kind(token.text, vocabulary, kind_cache)
    return kinds


def _cached_word_kind(word: str, vocabulary: GuardVocabulary, kind_cache: dict[str, int]) -> int:
    """Return the kinds of a word; an unlisted one is classified once a text."""
    kind = vocabulary.kind_by_word.get(word)
    if kind is None:
        kind = kind_cache.get(word)
        if kind is None:
            kind = kind_cache[word] = classify_word(word, vocabulary)
    return kind


def _split_word(word: str, start: int, vocabulary: GuardVocabulary) -> Tokens:
    if word in vocabulary.kind_by_word:
        kind = vocabulary.kind_by_word[word]
        digits = word[0].isdigit() and not any(map(str.isalpha, word))
        return [Token(word, start, start + len(word), kind | (_NUMBER_KIND if digits else 0), digits)]
    amount = _NUMBER_WITH_SUFFIX.fullmatch(word)
    if amount and vocabulary.kind_by_word.get(amount[2], 0):
        return [_number_token(amount[1], start), _listed_token(amount[2], start + amount.end(1), vocabulary)]
    if word[0].isdigit() and not any(map(str.isalpha, word)):
        return [_number_token(word, start)]
    return _split_glued_word(word, start, vocabulary) or [Token(word, start, start + len(word), -1)]


def _split_glued_word(word: str, start: int, vocabulary: GuardVocabulary) -> Tokens:
    """Return the parts of "tren50mg" or "2.5mgweekly"; an empty list for other words."""
    product = _MULTIPLICATION.fullmatch(word)
    if product:
        times_start, factor_start = start + product.start(2), start + product.start(3)
        count = [_number_token(product[1], start)] if product[1] else []
        return [*count, _listed_token("x", times_start, vocabulary), _number_token(product[3], factor_start)]
    amount = _NUMBER_UNIT_WORD.fullmatch(word)
    if amount and amount[3] in vocabulary.kind_by_word:
        unit, rest = start + amount.start(2), start + amount.start(3)
        return [
            _number_token(amount[1], start),
            _listed_token(amount[2], unit, vocabulary),
            _listed_token(amount[3], rest, vocabulary),
        ]
    glued = _WORD_WITH_NUMBER.fullmatch(word)
    if glued and vocabulary.kind_by_word.get(glued[1], 0) & _GLUEABLE_KINDS:
        return [_listed_token(glued[1], start, vocabulary), *_split_word(glued[2], start + glued.start(2), vocabulary)]
    return []


def _number_token(text: str, start: int) -> Token:
    return Token(text, start, start + len(text), _NUMBER_KIND, is_numeric=True)


def _listed_token(text: str, start: int, vocabulary: GuardVocabulary) -> Token:
    return Token(text, start, start + len(text), vocabulary.kind_by_word[text])


def _tokenize_words(folded: str, start: int, words: list[str], vocabulary: GuardVocabulary) -> Tokens:
    """Return the tokens of words found from a position on; no word occurs earlier between them."""
    pieces: Tokens = []
    for word in words:
        start = folded.index(word, start)
        end = start + len(word)
        if word.isalpha():
            pieces.append(Token(word, start, end, -1))
        else:
            pieces += _split_word(word, start, vocabulary)
        start = end
    return pieces


def _tokenize_around_spelled_out(
    folded: str, start: int, end: int, spelled_out: list[SpelledOutWord], vocabulary: GuardVocabulary
) -> Tokens:
    pieces: Tokens = []
    find_words = vocabulary.token_pattern.findall
    for first, last, letters in spelled_out:
        pieces += _tokenize_words(folded, start, find_words(folded, start, first), vocabulary)
        pieces.append(Token(letters, first, last, classify_spelled_out_word(letters, vocabulary)))
        start = last
    return pieces + _tokenize_words(folded, start, find_words(folded, start, end), vocabulary)


def _build_sentences(tokens: Tokens, vocabulary: GuardVocabulary, kind_cache: dict[str, int]) -> Iterator[Sentence]:
    merged = _merge_phrases(tokens, vocabulary)
    for start in range(0, len(merged), MAX_SENTENCE_TOKENS):
        sentence = Sentence(merged[start : start + MAX_SENTENCE_TOKENS])
        kinds = 0
        for token in sentence:
            if token.kind < 0:
                token.kind = _cached_word_kind(token.text, vocabulary, kind_cache)
            kinds |= token.kind
        sentence.kinds = kinds
        if kinds & WordKind.TRAINING_SLANG and kinds & WordKind.TRAINING and not kinds & _DRUG_UNIT_KINDS:
            _read_training_slang_as_plain(sentence)
        yield sentence


def _read_training_slang_as_plain(sentence: Sentence) -> None:
    """Take the kinds from words such as "LSD", a long slow distance, where the sentence is about running."""
    sentence.kinds = 0
    for token in sentence:
        if token.kind & WordKind.TRAINING_SLANG:
            token.kind = 0
        sentence.kinds |= token.kind


def _merge_phrases(tokens: Tokens, vocabulary: GuardVocabulary) -> Tokens:
    """Return the tokens with phrases, and names written as two words, merged."""
    merged: Tokens = []
    phrases, joinable = vocabulary.phrases_by_first_word, vocabulary.joinable_names
    position, last = 0, len(tokens) - 1
    while position < last:
        token = tokens[position]
        text, following = token.text, tokens[position + 1].text
        if following in phrases.get(text, ()) or (
            text + following in joinable and max(text, following, key=len) not in vocabulary.plain_words
        ):
            token, position = _merge_phrase_at(tokens, position, vocabulary)
        else:
            position += 1
        merged.append(token)
    return merged + tokens[position:]


def _merge_phrase_at(tokens: Tokens, position: int, vocabulary: GuardVocabulary) -> tuple[Token, int]:
    """Return the longest phrase from here, or a name written as two words, or the word; and the position after it."""
    first, second = tokens[position], tokens[position + 1]
    seconds = vocabulary.phrases_by_first_word.get(first.text)
    for tail, kind in seconds.get(second.text, ()) if seconds else ():
        stop = position + 1 + len(tail)
        if len(tail) == 1 or tuple([piece.text for piece in tokens[position + 1 : stop]]) == tail:
            return Token(" ".join([first.text, *tail]), first.start, tokens[stop - 1].end, kind), stop
    joined = first.text + second.text
    is_plain = max(first.text, second.text, key=len) in vocabulary.plain_words
    if first.kind < 0 and second.kind < 0 and not is_plain and joined in vocabulary.joinable_names:
        return Token(joined, first.start, second.end, _SUBSTANCE_NAME_KIND), position + 2
    return first, position + 1
