"""Cut a folded text into sentences of words whose kinds are known."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import islice, repeat
from operator import add, methodcaller

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
_SUBSTANCE_NAME_KIND, _NUMBER_KIND = WordKind.STRONG, WordKind.NUMBER
_GLUEABLE_KINDS = WordKind.STRONG | WordKind.SLANG | WordKind.SHARED | WordKind.TOPIC | WordKind.SUPPLEMENT
MAX_SENTENCE_TOKENS = 60
Segment = tuple[str, str]
"""All that is looked at to judge a sentence: its text with the mark that ends it, and the two characters before it."""


@dataclass(slots=True)
class Token:
    """A word or phrase with its place in the folded text; `digits` marks a number written in figures."""

    text: str
    start: int
    end: int
    kind: int
    is_numeric: bool = False


class Sentence(list[Token]):
    """The tokens of a sentence and, for a quick look, all their kinds together."""

    __slots__ = ("kinds",)
    kinds: int


Tokens = list[Token]
"""Some tokens of a sentence, or all of them."""


def iterate_segments(
    folded: str, *, refusals_only: bool = False, skipped: Container[Segment] = ()
) -> Iterator[tuple[Segment, Iterator[Sentence]]]:
    """What stands between the ends of sentences and may say something, and its sentences of known words.

    Stretches without a word or phrase of `SPEAKING` kind are left out; with `acting` those without an `ACTING` one,
    and those `passed` before.
    """
    known = load_vocabulary()
    telling = known.refusal_filter if refusals_only else known.signal_filter
    met: dict[str, int] = {}
    words_of = known.word_pattern_for(folded).findall
    start = 0
    for end, runs in _sentence_ends(folded):
        words = words_of(folded, start, end)
        if runs or (words and not _has_no_signal(words, telling, known, met)):
            stretch = folded[max(0, start - 2) : start], folded[start : end + 1]
            if stretch not in skipped:
                pieces = (
                    _tokenize_around_spelled_out(folded, start, end, runs, known)
                    if runs
                    else _tokenize_words(folded, start, words, known)
                )
                yield stretch, _build_sentences(pieces, known, met)
        start = end + 1


def _sentence_ends(folded: str) -> Iterator[tuple[int, list[SpelledOutWord]]]:
    """Where sentences end, and the letters set apart that stand in each; a stop between such letters ends nothing."""
    ends = [*map(_match_start, _SENTENCE_END.finditer(folded)), len(folded)]
    runs = find_spelled_out_words(folded)
    if not runs:
        yield from zip(ends, repeat([]))
        return
    inside: list[SpelledOutWord] = []
    coming = iter([*runs, (len(folded) + 1, len(folded) + 1, "")])
    run = next(coming)
    for end in ends:
        while run[1] <= end:
            inside.append(run)
            run = next(coming)
        if end < run[0]:
            yield end, inside
            inside = []


def _has_no_signal(
    words: list[str], signal_filter: SignalFilter, vocabulary: GuardVocabulary, kind_cache: dict[str, int]
) -> bool:
    if not signal_filter.signal_words.isdisjoint(words):
        return False
    unknown = set(words).difference(signal_filter.other_words)
    glued = {word for word in unknown if not (word.isalpha() or word.isdecimal())}
    # The parts of "5mg" can begin or end a phrase with their neighbours, as the word itself cannot.
    parts = (
        [part for word in words for part in (_split_texts(word, vocabulary) if word in glued else (word,))]
        if glued
        else words
    )
    if not signal_filter.joined_pairs.isdisjoint(map(add, parts, islice(parts, 1, None))):
        return False
    if not signal_filter.kinds & _SUBSTANCE_NAME_KIND:  # whole words nobody listed are names or nothing
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
    """Kinds of a word; one that is not listed is looked at once a text."""
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
    """The parts of "tren50mg" and "2.5mgweekly"; nothing for other words."""
    times = _MULTIPLICATION.fullmatch(word)
    if times:
        by, size = start + times.start(2), start + times.start(3)
        count = [_number_token(times[1], start)] if times[1] else []
        return [*count, _listed_token("x", by, vocabulary), _number_token(times[3], size)]
    then = _NUMBER_UNIT_WORD.fullmatch(word)
    if then and then[3] in vocabulary.kind_by_word:
        unit, rest = start + then.start(2), start + then.start(3)
        return [
            _number_token(then[1], start),
            _listed_token(then[2], unit, vocabulary),
            _listed_token(then[3], rest, vocabulary),
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
    """The words found from a place on, with their places: what lies between words holds no beginning of one."""
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
    words_of = vocabulary.token_pattern.findall
    for first, last, letters in spelled_out:
        pieces += _tokenize_words(folded, start, words_of(folded, start, first), vocabulary)
        pieces.append(Token(letters, first, last, classify_spelled_out_word(letters, vocabulary)))
        start = last
    return pieces + _tokenize_words(folded, start, words_of(folded, start, end), vocabulary)


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
        yield sentence


def _merge_phrases(tokens: Tokens, vocabulary: GuardVocabulary) -> Tokens:
    """The pieces, phrases and names written as two words put together."""
    merged: Tokens = []
    phrases, joinable = vocabulary.phrases_by_first_word, vocabulary.joinable_names
    at, last = 0, len(tokens) - 1
    while at < last:
        token = tokens[at]
        text, following = token.text, tokens[at + 1].text
        if following in phrases.get(text, ()) or text + following in joinable:
            token, at = _merge_phrase_at(tokens, at, vocabulary)
        else:
            at += 1
        merged.append(token)
    return merged + tokens[at:]


def _merge_phrase_at(tokens: Tokens, position: int, vocabulary: GuardVocabulary) -> tuple[Token, int]:
    """The longest phrase from here, or a name written as two words, or the word alone; and the place after it."""
    first, second = tokens[position], tokens[position + 1]
    seconds = vocabulary.phrases_by_first_word.get(first.text)
    for tail, kind in seconds.get(second.text, ()) if seconds else ():
        stop = position + 1 + len(tail)
        if len(tail) == 1 or tuple([piece.text for piece in tokens[position + 1 : stop]]) == tail:
            return Token(" ".join([first.text, *tail]), first.start, tokens[stop - 1].end, kind), stop
    joined = first.text + second.text
    if first.kind < 0 and second.kind < 0 and joined in vocabulary.joinable_names:
        return Token(joined, first.start, second.end, _SUBSTANCE_NAME_KIND), position + 2
    return first, position + 1
