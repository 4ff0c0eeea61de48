"""Numbers of a sentence that may be an amount: those that are no time, date, distance, load or count of something."""

from __future__ import annotations

import re

from habitlog.guard.findings import contains_kind
from habitlog.guard.tokens import Sentence, Token
from habitlog.guard.vocabulary import read_rule_words
from habitlog.guard.word_kinds import WordKind

_PLAIN_UNIT_KINDS = WordKind.TIME | WordKind.PERIOD | WordKind.FOOD | WordKind.UNIT_INNOCENT
_NOT_A_UNIT = frozenset({"x", "times", "more", "less"})
_BEFORE_TIMES = frozenset(read_rule_words("before_times"))
_NUMBERED_NOUNS = frozenset(read_rule_words("numbered_nouns"))
_ARTICLES = frozenset(read_rule_words("article_like_numbers")) - {"two"}
_YEAR = re.compile(r"(?:19|20)\d\d")


def find_loose_numbers(sentence: Sentence, folded: str) -> list[Token]:
    """Return the numbers of a sentence that nothing beside them explains."""
    if not sentence.kinds & WordKind.NUMBER:
        return []
    return [
        token
        for position, token in enumerate(sentence)
        if token.kind & WordKind.NUMBER and not _is_plain_number(sentence, position, folded)
    ]


def _is_plain_number(sentence: Sentence, position: int, folded: str) -> bool:
    token, after = sentence[position], sentence[position + 1 : position + 2]
    before = sentence[position - 1 : position] if position else []
    if ":" in token.text or _YEAR.fullmatch(token.text) or token.text in _ARTICLES:
        return True
    if folded[token.end : token.end + 1] in {"%", "\u00b0", "\uff05"} or "/" in token.text:
        return True
    if contains_kind(after, _PLAIN_UNIT_KINDS) and after[0].text not in _NOT_A_UNIT:
        return True
    return any(word.text in _NUMBERED_NOUNS or (word.text in _BEFORE_TIMES and not after) for word in before)
