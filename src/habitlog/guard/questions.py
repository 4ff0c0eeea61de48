"""Find questions about a dose: how much, how often, whether to start, stop, switch or change."""

from __future__ import annotations

import re

from habitlog.guard.amounts import LINKING_WORDS
from habitlog.guard.findings import GuardFindings, contains_kind, has_kind_nearby
from habitlog.guard.tokens import Sentence, Token, Tokens
from habitlog.guard.topic_class import TopicClass
from habitlog.guard.vocabulary import UNSPACED_SCRIPTS, read_rule_words
from habitlog.guard.word_kinds import NAME_KINDS, SUPPLEMENT_KINDS, UNIT_KINDS, WordKind

_INTAKE_VERB_PARTS = tuple(read_rule_words("intake_verb_parts"))
_DOSE_QUESTION = re.compile(
    r"(?:what|which|que|quelle|welche|quale|qual|какая|какую|jaka|vilken|hvilken)\b.*(?:dos|доз|dawk)"
)
"""A question that names the dose itself, such as "what dose", but not "the right dose of humour"."""
_GENERAL_QUESTION_STARTS = tuple(read_rule_words("general_question_starts"))
"""Beginnings of questions about anything; after the others, a name is what the question is about."""
_UNSPACED_SCRIPT = re.compile(f"[{UNSPACED_SCRIPTS}]")
"""In these scripts a question needs no word for "I"."""
_PROTOCOL_WORDS = frozenset({"protocol", "dosing", "dosage", "dosages", "amount", "frequency", "for beginners"})
_DOSE_WORDS = frozenset({"dose", "doses", "dosing", "dosage", "dosages"})
_DOSE_OF_PHRASES = frozenset(f"{word} of" for word in _DOSE_WORDS)
_AUXILIARIES = frozenset({"is", "are", "can", "could", "will", "would", "should", "does", "do"})
_TAKEABLE_HORMONES = frozenset(
    {"insulin", "testosterone", "progesterone", "estradiol", "oestrogen", "estrogen", "growth hormone"}
)
_MAXIMUM_WORDS = frozenset({"max", "maximum"})
_CYCLE_NOUNS = frozenset({"cycle", "cycles", "stack", "stacks"})
_CYCLED_SUBSTANCES = frozenset({"peptide", "peptides", "steroid", "steroids", "anabolics"})
_TO_OR_IF = frozenset({"to", "if"})
_BE_VERBS = frozenset({"is", "isn't", "be", "was"})
_ACTION_KINDS = WordKind.ACTION_VERB | WordKind.ADJUST_VERB


def find_questions(sentence: Sentence, folded: str, findings: GuardFindings) -> None:
    """Record questions by their question words: about a dose, or about an amount of a supplement."""
    for position, token in enumerate(sentence):
        topic_class = None
        if token.kind & WordKind.QUESTION:
            topic_class = _classify_question(sentence, position, token)
        if topic_class is None and (
            token.kind & WordKind.PERMISSION_QUESTION
            or (token.text in _TO_OR_IF and _is_whether_to(sentence, position))
        ):
            topic_class = _classify_action_question(sentence, position)
        if topic_class is None and token.kind & WordKind.WHICH_QUESTION and _asks_which_dose(sentence, position):
            topic_class = TopicClass.DOSE_QUESTION
        if topic_class:
            findings.record_question(topic_class, sentence, folded)


def find_short_questions(sentence: Sentence, folded: str, findings: GuardFindings) -> None:
    """Record questions without a question word: "bpc 157 protocol", "increase lisinopril?"."""
    has_question_mark = folded[sentence[-1].end :].startswith("?")
    is_verb_question = (
        has_question_mark
        and sentence[0].kind & _ACTION_KINDS
        and contains_kind(sentence[1:3], NAME_KINDS | WordKind.MEDICINE)
    )
    if (
        is_verb_question
        or _is_asked_by_word_order(sentence)
        or any(_is_name_with_dose_word(sentence, position) for position in range(len(sentence)))
    ):
        findings.record_question(TopicClass.DOSE_QUESTION, sentence, folded)


def _is_asked_by_word_order(sentence: Sentence) -> bool:
    """Whether the order of the words makes a question: "is mirtazapine something I can just drop"."""
    if sentence[0].text not in _AUXILIARIES or not contains_kind(sentence[1:4], NAME_KINDS):
        return False
    return contains_kind(sentence[2:], WordKind.FIRST_PERSON) and contains_kind(sentence[2:], _ACTION_KINDS)


def _is_name_with_dose_word(sentence: Sentence, position: int) -> bool:
    """Whether a name is next to a word of amount: "bpc 157 protocol", "dose of insulin", "max ibuprofen"."""
    token, before, after = (
        sentence[position],
        sentence[position - 1 : position] if position else [],
        sentence[position + 1 : position + 3],
    )
    if token.kind & (WordKind.UNIT_MICRO | WordKind.UNIT_MG):
        is_dose_of = len(after) == 2 and after[0].text == "of" and contains_kind(after, NAME_KINDS | WordKind.TOPIC)
        return not contains_kind(before, WordKind.NUMBER) and (is_dose_of or contains_kind(before, WordKind.TOPIC))
    return (
        (token.text in _PROTOCOL_WORDS and contains_kind(before, NAME_KINDS))
        or (token.text in _DOSE_WORDS and contains_kind(before, WordKind.TOPIC))
        or (token.text in _DOSE_OF_PHRASES and contains_kind(after[:1], WordKind.TOPIC))
        or (token.text in _MAXIMUM_WORDS and contains_kind(after[:1], NAME_KINDS))
        or (token.text in _CYCLE_NOUNS and any(word.text in _CYCLED_SUBSTANCES for word in before))
    )


def _classify_question(sentence: Sentence, position: int, token: Token) -> TopicClass | None:
    if sentence.kinds & NAME_KINDS or (_DOSE_QUESTION.match(token.text) and not sentence.kinds & WordKind.FOOD):
        return TopicClass.DOSE_QUESTION
    after = sentence[position + 1 : position + 6]
    if token.text.endswith("much") and contains_kind(after[:1], WordKind.TOPIC) and _asks_for_purpose(after):
        return TopicClass.DOSE_QUESTION
    if contains_kind(after[:2], UNIT_KINDS) and contains_kind(after[1:4], WordKind.TOPIC):
        return TopicClass.DOSE_QUESTION
    unlinked = [word for word in after if word.text not in LINKING_WORDS]
    if contains_kind(unlinked[:2], WordKind.AMBIGUOUS_SLANG | WordKind.TOPIC) and contains_kind(
        unlinked[1:], WordKind.REGIMEN
    ):
        return TopicClass.DOSE_QUESTION
    if any(word in token.text for word in _INTAKE_VERB_PARTS) or sentence.kinds & WordKind.INTAKE_QUESTION:
        return _classify_intake_question(sentence, position, after)
    return TopicClass.DOSE_QUESTION if _asks_for_amount(sentence, after, 0) else None


def _asks_for_purpose(following: Tokens) -> bool:
    """Whether "how much insulin" ends there, or continues with its purpose."""
    if len(following) == 1:
        return True
    has_purpose = (
        following[1].text in {"for", "before", "after", "with"} or following[1].kind & WordKind.PERMISSION_QUESTION
    )
    return following[0].text in _TAKEABLE_HORMONES and bool(has_purpose)


def _classify_intake_question(sentence: Sentence, position: int, following: Tokens) -> TopicClass | None:
    is_referred = sentence.kinds & WordKind.PROFESSIONAL and not sentence.kinds & WordKind.FIRST_PERSON
    is_medicine = sentence.kinds & WordKind.MEDICINE and not is_referred
    if (
        is_medicine
        or has_kind_nearby(sentence, position, 5, WordKind.TOPIC)
        or contains_kind(following[:1], WordKind.AMBIGUOUS_SLANG)
    ):
        return TopicClass.DOSE_QUESTION
    if sentence.kinds & SUPPLEMENT_KINDS:
        return TopicClass.SUPPLEMENT_AMOUNT
    return TopicClass.DOSE_QUESTION if _asks_for_amount(sentence, following, WordKind.UNIT_MICRO) else None


def _asks_for_amount(sentence: Sentence, following: Tokens, extra_kinds: int) -> bool:
    if sentence.kinds & WordKind.FOOD:
        return False
    if contains_kind(following[:1], WordKind.UNIT_MICRO) and not sentence.kinds & WordKind.UNIT_INNOCENT:
        return True
    if contains_kind(following[:1], UNIT_KINDS) and contains_kind(following, WordKind.MEDICINE):
        return True
    is_about_dose = contains_kind(following, WordKind.ROUTE | WordKind.ROUTE_CLEAR) or contains_kind(
        following, WordKind.DOSE
    )
    return is_about_dose or contains_kind(following[:1], WordKind.UNIT_MG | WordKind.UNIT_COUNT | extra_kinds)


def _is_whether_to(sentence: Sentence, position: int) -> bool:
    """Whether the word is the last of a phrase like "is it wise to" or "is it a problem if"."""
    return position >= 3 and any(
        sentence[position - back].text == "it" and sentence[position - back - 1].text in _BE_VERBS
        for back in (2, 3)
        if position > back
    )


def _classify_action_question(sentence: Sentence, position: int) -> TopicClass | None:
    """Return the class of "can i", "when do i", "kann ich" and the like where they ask to take or change something."""
    is_specific = sentence[position].kind & WordKind.PERMISSION_QUESTION and not sentence[position].text.startswith(
        _GENERAL_QUESTION_STARTS
    )
    if is_specific and contains_kind(sentence[position + 1 : position + 9], NAME_KINDS):
        return TopicClass.DOSE_QUESTION
    before = sentence[max(0, position - 6) : position]
    if sentence[position].kind & _ACTION_KINDS and contains_kind(before, NAME_KINDS | WordKind.MEDICINE):
        # The verb comes last and makes the question: "tansiyon ilacını bırakmalı mıyım".
        return TopicClass.DOSE_QUESTION
    is_personal = (
        bool(sentence.kinds & WordKind.FIRST_PERSON)
        or " i" in f" {sentence[position].text}"
        or _UNSPACED_SCRIPT.match(sentence[position].text) is not None
    )
    for other in range(position + 1, min(position + 9, len(sentence))):
        if sentence[other].kind & _ACTION_KINDS and _is_action_on_substance(sentence, other, is_personal=is_personal):
            return TopicClass.DOSE_QUESTION
    return None


def _is_action_on_substance(sentence: Sentence, position: int, *, is_personal: bool) -> bool:
    after = sentence[position + 1 : position + 7]
    nearby = [*sentence[max(0, position - 3) : position], *after]
    if sentence.kinds & NAME_KINDS or (is_personal and contains_kind(nearby, WordKind.MEDICINE)):
        return True
    if sentence[position].kind & WordKind.ACTION_VERB and contains_kind(after[:3], WordKind.TOPIC):
        return True
    return contains_kind(after[:1], WordKind.AMBIGUOUS_SLANG) and contains_kind(
        after[1:], WordKind.NUMBER | WordKind.REGIMEN
    )


def _asks_which_dose(sentence: Sentence, position: int) -> bool:
    after = sentence[position + 1 : position + (3 if sentence[position].text == "which" else 5)]
    has_dose_word = contains_kind(after, WordKind.DOSE_WORD) or contains_kind(after[:1], UNIT_KINDS)
    is_cycle = contains_kind(after, WordKind.ACTION_VERB) and has_kind_nearby(
        sentence, len(sentence) - 1, 3, WordKind.REGIMEN
    )
    if has_dose_word and (
        sentence.kinds & NAME_KINDS or contains_kind(sentence[position + 1 : position + 8], WordKind.TOPIC)
    ):
        return True
    return is_cycle and contains_kind(sentence[-2:], WordKind.AMBIGUOUS_SLANG)
