"""Cut a folded text into sentences of words whose kinds are known."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import islice, repeat
from operator import add, methodcaller

from habitlog.guard.kinds import Kind
from habitlog.guard.normalise import Run, spelt_out
from habitlog.guard.recognise import kind_of, kind_of_run
from habitlog.guard.vocabulary import ENDS, Telling, Vocabulary, vocabulary

_AMOUNT = re.compile(r"(\d+(?:[.,/]\d+)*)([^\W\d_]+)")
_GLUED = re.compile(r"([^\W\d_]{3,})(\d.*)")
_UNIT_THEN = re.compile(r"(\d+(?:[.,]\d+)*)(mg|mcg|ug|µg|iu|ml|мг|мкг|мл)([^\W\d_]{2,})")
_TIMES = re.compile(r"(\d*)(x)(\d+(?:[.,]\d+)?)")
_END = re.compile(ENDS)
_START = methodcaller("start")
_STRONG, _NUMBER = Kind.STRONG, Kind.NUMBER
_GLUEABLE = Kind.STRONG | Kind.SLANG | Kind.SHARED | Kind.TOPIC | Kind.SUPPLEMENT
LONGEST_SENTENCE = 60
Stretch = tuple[str, str]
"""All that is looked at to judge a sentence: its text with the mark that ends it, and the two characters before it."""


@dataclass(slots=True)
class Token:
    """A word or phrase with its place in the folded text; `digits` marks a number written in figures."""

    text: str
    start: int
    end: int
    kind: int
    digits: bool = False


class Sentence(list[Token]):
    """The tokens of a sentence and, for a quick look, all their kinds together."""

    __slots__ = ("kinds",)
    kinds: int


Tokens = list[Token]
"""Some tokens of a sentence, or all of them."""


def stretches(
    folded: str, *, acting: bool = False, passed: Container[Stretch] = ()
) -> Iterator[tuple[Stretch, Iterator[Sentence]]]:
    """What stands between the ends of sentences and may say something, and its sentences of known words.

    Stretches without a word or phrase of `SPEAKING` kind are left out; with `acting` those without an `ACTING` one,
    and those `passed` before.
    """
    known = vocabulary()
    telling = known.acting if acting else known.speaking
    met: dict[str, int] = {}
    words_of = known.words_of(folded).findall
    start = 0
    for end, runs in _ends(folded):
        words = words_of(folded, start, end)
        if runs or (words and not _is_silent(words, telling, known, met)):
            stretch = folded[max(0, start - 2) : start], folded[start : end + 1]
            if stretch not in passed:
                pieces = (
                    _pieces_around(folded, start, end, runs, known) if runs else _pieces(folded, start, words, known)
                )
                yield stretch, _cut(pieces, known, met)
        start = end + 1


def _ends(folded: str) -> Iterator[tuple[int, list[Run]]]:
    """Where sentences end, and the letters set apart that stand in each; a stop between such letters ends nothing."""
    ends = [*map(_START, _END.finditer(folded)), len(folded)]
    runs = spelt_out(folded)
    if not runs:
        yield from zip(ends, repeat([]))
        return
    inside: list[Run] = []
    coming = iter([*runs, (len(folded) + 1, len(folded) + 1, "")])
    run = next(coming)
    for end in ends:
        while run[1] <= end:
            inside.append(run)
            run = next(coming)
        if end < run[0]:
            yield end, inside
            inside = []


def _is_silent(words: list[str], telling: Telling, known: Vocabulary, met: dict[str, int]) -> bool:
    if not telling.words.isdisjoint(words):
        return False
    unknown = set(words).difference(telling.others)
    glued = {word for word in unknown if not (word.isalpha() or word.isdecimal())}
    # The parts of "5mg" can begin or end a phrase with their neighbours, as the word itself cannot.
    parts = [part for word in words for part in (_parts(word, known) if word in glued else (word,))] if glued else words
    if not telling.pairs.isdisjoint(map(add, parts, islice(parts, 1, None))):
        return False
    if not telling.kinds & _STRONG:  # whole words nobody listed are names or nothing
        unknown = {word for word in unknown if not word.isalpha()}
    return not any(_kinds_in(word, known, met) & telling.kinds for word in unknown)


def _parts(word: str, known: Vocabulary) -> list[str]:
    return [token.text for token in _split(word, 0, known)]


def _kinds_in(word: str, known: Vocabulary, met: dict[str, int]) -> int:
    if word.isalpha() or word.isdecimal():
        return _kind(word, known, met) | (0 if word.isalpha() else _NUMBER)
    kinds = 0
    for token in _split(word, 0, known):
        kinds |= token.kind if token.kind >= 0 else _kind(token.text, known, met)
    return kinds


def _kind(word: str, known: Vocabulary, met: dict[str, int]) -> int:
    """Kinds of a word; one that is not listed is looked at once a text."""
    kind = known.words.get(word)
    if kind is None:
        kind = met.get(word)
        if kind is None:
            kind = met[word] = kind_of(word, known)
    return kind


def _split(word: str, start: int, known: Vocabulary) -> Tokens:
    if word in known.words:
        kind = known.words[word]
        digits = word[0].isdigit() and not any(map(str.isalpha, word))
        return [Token(word, start, start + len(word), kind | (_NUMBER if digits else 0), digits)]
    amount = _AMOUNT.fullmatch(word)
    if amount and known.words.get(amount[2], 0):
        return [_number(amount[1], start), _part(amount[2], start + amount.end(1), known)]
    if word[0].isdigit() and not any(map(str.isalpha, word)):
        return [_number(word, start)]
    return _unglued(word, start, known) or [Token(word, start, start + len(word), -1)]


def _unglued(word: str, start: int, known: Vocabulary) -> Tokens:
    """The parts of "tren50mg" and "2.5mgweekly"; nothing for other words."""
    times = _TIMES.fullmatch(word)
    if times:
        by, size = start + times.start(2), start + times.start(3)
        count = [_number(times[1], start)] if times[1] else []
        return [*count, _part("x", by, known), _number(times[3], size)]
    then = _UNIT_THEN.fullmatch(word)
    if then and then[3] in known.words:
        unit, rest = start + then.start(2), start + then.start(3)
        return [_number(then[1], start), _part(then[2], unit, known), _part(then[3], rest, known)]
    glued = _GLUED.fullmatch(word)
    if glued and known.words.get(glued[1], 0) & _GLUEABLE:
        return [_part(glued[1], start, known), *_split(glued[2], start + glued.start(2), known)]
    return []


def _number(text: str, start: int) -> Token:
    return Token(text, start, start + len(text), _NUMBER, digits=True)


def _part(text: str, start: int, known: Vocabulary) -> Token:
    return Token(text, start, start + len(text), known.words[text])


def _pieces(folded: str, start: int, words: list[str], known: Vocabulary) -> Tokens:
    """The words found from a place on, with their places: what lies between words holds no beginning of one."""
    pieces: Tokens = []
    for word in words:
        start = folded.index(word, start)
        end = start + len(word)
        if word.isalpha():
            pieces.append(Token(word, start, end, -1))
        else:
            pieces += _split(word, start, known)
        start = end
    return pieces


def _pieces_around(folded: str, start: int, end: int, runs: list[Run], known: Vocabulary) -> Tokens:
    pieces: Tokens = []
    words_of = known.token.findall
    for first, last, letters in runs:
        pieces += _pieces(folded, start, words_of(folded, start, first), known)
        pieces.append(Token(letters, first, last, kind_of_run(letters, known)))
        start = last
    return pieces + _pieces(folded, start, words_of(folded, start, end), known)


def _cut(pieces: Tokens, known: Vocabulary, met: dict[str, int]) -> Iterator[Sentence]:
    merged = _merged(pieces, known)
    for start in range(0, len(merged), LONGEST_SENTENCE):
        sentence = Sentence(merged[start : start + LONGEST_SENTENCE])
        kinds = 0
        for token in sentence:
            if token.kind < 0:
                token.kind = _kind(token.text, known, met)
            kinds |= token.kind
        sentence.kinds = kinds
        yield sentence


def _merged(pieces: Tokens, known: Vocabulary) -> Tokens:
    """The pieces, phrases and names written as two words put together."""
    merged: Tokens = []
    phrases, joinable = known.phrases, known.joinable
    at, last = 0, len(pieces) - 1
    while at < last:
        token = pieces[at]
        text, following = token.text, pieces[at + 1].text
        if following in phrases.get(text, ()) or text + following in joinable:
            token, at = _merge(pieces, at, known)
        else:
            at += 1
        merged.append(token)
    return merged + pieces[at:]


def _merge(pieces: Tokens, at: int, known: Vocabulary) -> tuple[Token, int]:
    """The longest phrase from here, or a name written as two words, or the word alone; and the place after it."""
    first, second = pieces[at], pieces[at + 1]
    seconds = known.phrases.get(first.text)
    for tail, kind in seconds.get(second.text, ()) if seconds else ():
        stop = at + 1 + len(tail)
        if len(tail) == 1 or tuple([piece.text for piece in pieces[at + 1 : stop]]) == tail:
            return Token(" ".join([first.text, *tail]), first.start, pieces[stop - 1].end, kind), stop
    joined = first.text + second.text
    if first.kind < 0 and second.kind < 0 and joined in known.joinable:
        return Token(joined, first.start, second.end, _STRONG), at + 2
    return first, at + 1
