"""Cut a folded text into sentences of words whose kinds are known."""

from __future__ import annotations

import re
from dataclasses import dataclass

from habitlog.guard.normalise import fold, held_down, spelt_out, variants
from habitlog.guard.vocabulary import Kind, Vocabulary, vocabulary

_AMOUNT = re.compile(r"(\d+(?:[.,/]\d+)*)([^\W\d_]+)")
_CODE = re.compile(r"e\d(?:[.,]\d)?d|q\d{1,2}[hdw]")
_NAMES = Kind.STRONG | Kind.SLANG
_DISGUISED = _NAMES | Kind.SHARED | Kind.TOPIC
_STRONG, _NUMBER = Kind.STRONG, Kind.NUMBER
_JOINABLE_FROM = 7
_ENDS = frozenset(".;!?\n")
LONGEST_SENTENCE = 60


@dataclass(slots=True)
class Token:
    """A word or phrase with its place in the folded text; `digits` marks a number written in figures."""

    text: str
    start: int
    end: int
    kind: int
    digits: bool = False


Sentence = list[Token]


def kind_of(word: str, known: Vocabulary) -> int:
    """Kinds of one folded word, disguises, endings of names and typing slips included; 0 for a plain word."""
    found = known.words.get(word)
    if found is not None:
        return found
    if len(word) < 3 or word in known.plain:
        return 0
    if _is_name(word, known):
        return Kind.STRONG
    if word.isalpha() and word.isascii() and not held_down(word):
        return 0
    return Kind.CODE if _CODE.fullmatch(word) else _disguised(word, known)


def _disguised(word: str, known: Vocabulary) -> int:
    for form in variants(word):
        found = known.words.get(form, 0) & _DISGUISED
        if found or _is_name(form, known):
            return found or Kind.STRONG
    return 0


def _is_name(word: str, known: Vocabulary) -> bool:
    if len(word) < 6 or word in known.plain:
        return False
    bare = word.removesuffix("'s")
    if bare.endswith("s") and (bare[:-1] in known.plain or known.words.get(bare[:-1], 0)):
        return bool(known.words.get(bare[:-1], 0) & _NAMES)
    if len(bare) >= 7 and (bare.endswith(known.stems) or bare.removesuffix("s").endswith(known.stems)):
        return True
    return bare in known.near


def _split(word: str, start: int, known: Vocabulary) -> list[Token]:
    if word.isalpha():
        return [Token(word, start, start + len(word), -1)]
    amount = _AMOUNT.fullmatch(word)
    if amount and word not in known.words and known.words.get(amount[2], 0):
        middle = start + amount.end(1)
        unit = Token(amount[2], middle, middle + len(amount[2]), known.words[amount[2]])
        return [Token(amount[1], start, middle, _NUMBER, digits=True), unit]
    if word[0].isdigit() and not any(map(str.isalpha, word)):
        return [Token(word, start, start + len(word), known.words.get(word, 0) | _NUMBER, digits=True)]
    return [Token(word, start, start + len(word), -1)]


def _pieces(folded: str, known: Vocabulary) -> list[Token]:
    runs = list(spelt_out(folded))
    pieces: list[Token] = []
    at = 0
    for start, end, letters in [*runs, (len(folded), len(folded), "")]:
        for match in known.token.finditer(folded, at, start):
            pieces += _split(match.group(), match.start(), known)
        if letters:
            pieces.append(Token(letters, start, end, _inside(letters, known)))
        at = end
    return pieces


def _inside(letters: str, known: Vocabulary) -> int:
    whole = kind_of(letters, known)
    if whole:
        return whole
    parts = (letters[i : i + size] for i in range(len(letters)) for size in range(_JOINABLE_FROM, 15))
    return _STRONG if any(known.words.get(part, 0) & _STRONG for part in parts) else 0


def _merge(pieces: list[Token], at: int, known: Vocabulary) -> tuple[Token, int]:
    first = pieces[at]
    if at + 1 == len(pieces):
        return first, at + 1
    second = pieces[at + 1]
    seconds = known.phrases.get(first.text)
    for tail, kind in seconds.get(second.text, ()) if seconds else ():
        stop = at + 1 + len(tail)
        if [piece.text for piece in pieces[at + 1 : stop]] == list(tail):
            return Token(" ".join([first.text, *tail]), first.start, pieces[stop - 1].end, kind), stop
    if first.kind < 0 and second.kind < 0 and known.words.get(first.text + second.text, 0) & _STRONG:
        joined = first.text + second.text
        if len(joined) >= _JOINABLE_FROM:
            return Token(joined, first.start, second.end, _STRONG), at + 2
    return first, at + 1


def sentences(text: str) -> list[Sentence]:
    """The sentences of any text, each a list of tokens with places in `fold(text)`."""
    known = vocabulary()
    pieces = _pieces(fold(text), known)
    met: dict[str, int] = {}
    result: list[Sentence] = [[]]
    at = 0
    while at < len(pieces):
        token, at = _merge(pieces, at, known)
        if token.text in _ENDS:
            if result[-1]:
                result.append([])
            continue
        if token.kind < 0:
            if token.text not in met:
                met[token.text] = kind_of(token.text, known)
            token.kind = met[token.text]
        if len(result[-1]) == LONGEST_SENTENCE:
            result.append([])
        result[-1].append(token)
    return result
