"""Find urgent situations in a text: thoughts of suicide, poisoning, and signs of a medical emergency."""

from __future__ import annotations

import re

from habitlog.guard.emergency_patterns import (
    BEGINNING_LENGTH,
    WORD,
    EmergencyPattern,
    UrgentSituation,
    compile_expression,
    load_emergency_patterns,
)
from habitlog.guard.normalization import find_spelled_out_words
from habitlog.guard.vocabulary import SENTENCE_END_PATTERN

_SENTENCE_END = re.compile(SENTENCE_END_PATTERN)
_LAST_WORD = re.compile(r"[\w']+(?=[^\w']*\Z)")
_LOOK_BACK = 24
Candidates = dict[str, list[EmergencyPattern]]
"""Patterns by what a text has of them: a word, the beginning of one, or two characters."""


def find_urgent_situations(folded: str) -> set[UrgentSituation]:
    """Return the situations that a text speaks of, folded and in the spelling of the word lists."""
    spelled_out = find_spelled_out_words(folded)
    for start, end, letters in reversed(spelled_out):
        folded = folded[:start] + letters + folded[end:]
    candidates = _select_candidates(folded)
    if not candidates:
        return set()
    sentences = _SENTENCE_END.split(folded)
    return {
        pattern.situation
        for position, sentence in enumerate(sentences)
        for key, patterns in candidates.items()
        if key in sentence
        for pattern in patterns
        if _is_found(pattern, sentences, position)
    }


def _select_candidates(folded: str) -> Candidates:
    patterns = load_emergency_patterns()
    words = set(WORD.findall(folded))
    found = {word: patterns.by_word[word] for word in patterns.by_word.keys() & words}
    beginnings = patterns.by_beginning.keys() & {word[:BEGINNING_LENGTH] for word in words}
    for beginning in beginnings:
        found[beginning] = [*found.get(beginning, ()), *patterns.by_beginning[beginning]]
    if not folded.isascii():
        pairs = {folded[i : i + 2] for i in range(len(folded) - 1)}
        found |= {pair: patterns.by_characters[pair] for pair in patterns.by_characters.keys() & pairs}
    return found


def _is_found(pattern: EmergencyPattern, sentences: list[str], position: int) -> bool:
    sentence = sentences[position]
    first, *others = pattern.expressions
    if not _occurs(compile_expression(first), sentence):
        return False
    if pattern.exclusion.applies_to(sentence, WORD.findall(sentence)):
        return False
    nearby = ". ".join(sentences[max(0, position - 1) : position + 2])
    return all(compile_expression(part).search(nearby) for part in others)


def _occurs(part: re.Pattern[str], sentence: str) -> bool:
    """Whether a part is in a sentence, and not right behind a negation."""
    return any(not _is_negated(sentence, found.start()) for found in part.finditer(sentence))


def _is_negated(sentence: str, start: int) -> bool:
    before = _LAST_WORD.search(sentence[max(0, start - _LOOK_BACK) : start])
    return before is not None and before.group() in load_emergency_patterns().negations
