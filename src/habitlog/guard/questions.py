"""Look for questions about a dose: how much, how often, whether to start, stop, switch or change."""

from __future__ import annotations

import re

from habitlog.guard.amounts import LINKING_WORDS
from habitlog.guard.findings import GuardFindings, contains_kind, has_kind_nearby
from habitlog.guard.tokens import Sentence, Token, Tokens
from habitlog.guard.vocabulary import UNSPACED_SCRIPTS, read_rule_words
from habitlog.guard.word_kinds import NAME_KINDS, UNIT_KINDS, WordKind

_INTAKE_VERB_PARTS = tuple(read_rule_words("asks_to_take"))
_DOSE_QUESTION = re.compile(
    r"(?:what|which|que|quelle|welche|quale|qual|какая|какую|jaka|vilken|hvilken)\b.*(?:dos|доз|dawk)"
)
"""A question that names the dose itself, such as "what dose"; "the right dose of humour" is none."""
_GENERAL_QUESTION_STARTS = tuple(read_rule_words("asks_of_anything"))
"""Beginnings that ask about many things; the others, with a name after them, ask about that."""
_UNSPACED_SCRIPT = re.compile(f"[{UNSPACED_SCRIPTS}]")
"""Chinese leaves "I" out."""
_PROTOCOL_WORDS = frozenset({"protocol", "dosing", "dosage", "dosages", "amount", "frequency", "for beginners"})
_DOSE_WORDS = frozenset({"dose", "doses", "dosing", "dosage", "dosages"})
_DOSE_OF_PHRASES = frozenset(f"{dose} of" for dose in _DOSE_WORDS)
_AUXILIARIES = frozenset({"is", "are", "can", "could", "will", "would", "should", "does", "do"})
_TAKEABLE_HORMONES = frozenset(
    {"insulin", "testosterone", "progesterone", "estradiol", "oestrogen", "estrogen", "growth hormone"}
)
_MAXIMUM_WORDS = frozenset({"max", "maximum"})
_CYCLE_NOUNS = frozenset({"cycle", "cycles", "stack", "stacks"})
_CYCLED_SUBSTANCES = frozenset({"peptide", "peptides", "steroid", "steroids", "anabolics"})
_TO_OR_IF = frozenset({"to", "if"})
_BE_VERBS = frozenset({"is", "isn't", "be", "was"})
_ACTION_KINDS = WordKind.ACT | WordKind.ADJUST
_SUPPLEMENT_KINDS = WordKind.SUPPLEMENT | WordKind.SUPPLEMENT_PLAIN


def find_questions(sentence: Sentence, folded: str, findings: GuardFindings) -> None:
    """Questions by their words; the letter is C, or E for a supplement."""
    for at, token in enumerate(sentence):
        letter = None
        if token.kind & WordKind.QUESTION:
            letter = _classify_question(sentence, at, token)
        if letter is None and (token.kind & WordKind.ASK or (token.text in _TO_OR_IF and _is_whether_to(sentence, at))):
            letter = _classify_action_question(sentence, at)
        if letter is None and token.kind & WordKind.WHAT and _asks_which_dose(sentence, at):
            letter = "C"
        if letter:
            findings.record_question(letter, sentence, folded)


def find_short_questions(sentence: Sentence, folded: str, findings: GuardFindings) -> None:
    """Questions without a word that asks: "bpc 157 protocol", "increase lisinopril?"."""
    asked = folded[sentence[-1].end :].startswith("?")
    verb = asked and sentence[0].kind & _ACTION_KINDS and contains_kind(sentence[1:3], NAME_KINDS | WordKind.MEDICINE)
    if (
        verb
        or _is_asked_by_word_order(sentence)
        or any(_is_name_with_dose_word(sentence, at) for at in range(len(sentence)))
    ):
        findings.record_question("C", sentence, folded)


def _is_asked_by_word_order(sentence: Sentence) -> bool:
    """Whether the order of the words asks: "is mirtazapine something I can just drop"."""
    if sentence[0].text not in _AUXILIARIES or not contains_kind(sentence[1:4], NAME_KINDS):
        return False
    return contains_kind(sentence[2:], WordKind.FIRST) and contains_kind(sentence[2:], _ACTION_KINDS)


def _is_name_with_dose_word(sentence: Sentence, position: int) -> bool:
    """Whether a name and a word of amount stand together: "bpc 157 protocol", "dose of insulin", "max ibuprofen"."""
    token, before, after = (
        sentence[position],
        sentence[position - 1 : position] if position else [],
        sentence[position + 1 : position + 3],
    )
    if token.kind & (WordKind.UNIT_HARD | WordKind.UNIT_MG):
        of = len(after) == 2 and after[0].text == "of" and contains_kind(after, NAME_KINDS | WordKind.TOPIC)
        return not contains_kind(before, WordKind.NUMBER) and (of or contains_kind(before, WordKind.TOPIC))
    return (
        (token.text in _PROTOCOL_WORDS and contains_kind(before, NAME_KINDS))
        or (token.text in _DOSE_WORDS and contains_kind(before, WordKind.TOPIC))
        or (token.text in _DOSE_OF_PHRASES and contains_kind(after[:1], WordKind.TOPIC))
        or (token.text in _MAXIMUM_WORDS and contains_kind(after[:1], NAME_KINDS))
        or (token.text in _CYCLE_NOUNS and any(one.text in _CYCLED_SUBSTANCES for one in before))
    )


def _classify_question(sentence: Sentence, position: int, token: Token) -> str | None:
    if sentence.kinds & NAME_KINDS or (_DOSE_QUESTION.match(token.text) and not sentence.kinds & WordKind.FOOD):
        return "C"
    after = sentence[position + 1 : position + 6]
    if token.text.endswith("much") and contains_kind(after[:1], WordKind.TOPIC) and _asks_for_purpose(after):
        return "C"
    if contains_kind(after[:2], UNIT_KINDS) and contains_kind(after[1:4], WordKind.TOPIC):
        return "C"
    cycled = [one for one in after if one.text not in LINKING_WORDS]
    if contains_kind(cycled[:2], WordKind.SHARED | WordKind.TOPIC) and contains_kind(cycled[1:], WordKind.ROUTE_SHARED):
        return "C"
    if any(word in token.text for word in _INTAKE_VERB_PARTS) or sentence.kinds & WordKind.ASK_INTAKE:
        return _classify_intake_question(sentence, position, after)
    return "C" if _asks_for_amount(sentence, after, 0) else None


def _asks_for_purpose(following: Tokens) -> bool:
    """Whether "how much insulin" ends there, or goes on with what it is for."""
    if len(following) == 1:
        return True
    serves = following[1].text in {"for", "before", "after", "with"} or following[1].kind & WordKind.ASK
    return following[0].text in _TAKEABLE_HORMONES and bool(serves)


def _classify_intake_question(sentence: Sentence, position: int, following: Tokens) -> str | None:
    sent_on = sentence.kinds & WordKind.PROFESSIONAL and not sentence.kinds & WordKind.FIRST
    medicine = sentence.kinds & WordKind.MEDICINE and not sent_on
    if (
        medicine
        or has_kind_nearby(sentence, position, 5, WordKind.TOPIC)
        or contains_kind(following[:1], WordKind.SHARED)
    ):
        return "C"
    if sentence.kinds & _SUPPLEMENT_KINDS:
        return "E"
    return "C" if _asks_for_amount(sentence, following, WordKind.UNIT_HARD) else None


def _asks_for_amount(sentence: Sentence, following: Tokens, extra_kinds: int) -> bool:
    if sentence.kinds & WordKind.FOOD:
        return False
    if contains_kind(following[:1], WordKind.UNIT_HARD) and not sentence.kinds & WordKind.UNIT_INNOCENT:
        return True
    if contains_kind(following[:1], UNIT_KINDS) and contains_kind(following, WordKind.MEDICINE):
        return True
    about_dose = contains_kind(following, WordKind.ROUTE | WordKind.ROUTE_CLEAR) or contains_kind(
        following, WordKind.DOSE
    )
    return about_dose or contains_kind(following[:1], WordKind.UNIT_MG | WordKind.UNIT_COUNT | extra_kinds)


def _is_whether_to(sentence: Sentence, position: int) -> bool:
    """Whether the word is the last of "is it wise to" or "is it a problem if"."""
    return position >= 3 and any(
        sentence[position - back].text == "it" and sentence[position - back - 1].text in _BE_VERBS
        for back in (2, 3)
        if position > back
    )


def _classify_action_question(sentence: Sentence, position: int) -> str | None:
    """Whether "can i", "when do i", "kann ich" and their like ask to start, stop, take, mix or change something."""
    free = sentence[position].kind & WordKind.ASK and not sentence[position].text.startswith(_GENERAL_QUESTION_STARTS)
    if free and contains_kind(sentence[position + 1 : position + 9], NAME_KINDS):
        return "C"
    if sentence[position].kind & _ACTION_KINDS and contains_kind(
        sentence[max(0, position - 6) : position], NAME_KINDS | WordKind.MEDICINE
    ):
        return "C"  # the verb comes last, and asks: "tansiyon ilacını bırakmalı mıyım"
    mine = (
        bool(sentence.kinds & WordKind.FIRST)
        or " i" in f" {sentence[position].text}"
        or _UNSPACED_SCRIPT.match(sentence[position].text) is not None
    )
    for place in range(position + 1, min(position + 9, len(sentence))):
        if sentence[place].kind & _ACTION_KINDS and _is_action_on_substance(sentence, place, is_personal=mine):
            return "C"
    return None


def _is_action_on_substance(sentence: Sentence, position: int, *, is_personal: bool) -> bool:
    after = sentence[position + 1 : position + 7]
    around = [*sentence[max(0, position - 3) : position], *after]
    if sentence.kinds & NAME_KINDS or (is_personal and contains_kind(around, WordKind.MEDICINE)):
        return True
    if sentence[position].kind & WordKind.ACT and contains_kind(after[:3], WordKind.TOPIC):
        return True
    return contains_kind(after[:1], WordKind.SHARED) and contains_kind(
        after[1:], WordKind.NUMBER | WordKind.ROUTE_SHARED
    )


def _asks_which_dose(sentence: Sentence, position: int) -> bool:
    after = sentence[position + 1 : position + (3 if sentence[position].text == "which" else 5)]
    dose = contains_kind(after, WordKind.DOSE_WORD) or contains_kind(after[:1], UNIT_KINDS)
    shared_cycle = contains_kind(after, WordKind.ACT) and has_kind_nearby(
        sentence, len(sentence) - 1, 3, WordKind.ROUTE_SHARED
    )
    if dose and (sentence.kinds & NAME_KINDS or contains_kind(sentence[position + 1 : position + 8], WordKind.TOPIC)):
        return True
    return shared_cycle and contains_kind(sentence[-2:], WordKind.SHARED)
