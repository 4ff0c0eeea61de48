"""Look for questions about a dose: how much, how often, whether to start, stop, switch or change."""

from __future__ import annotations

import re

from habitlog.guard.amounts import LINKS
from habitlog.guard.findings import Findings, has, name_within
from habitlog.guard.kinds import NAMED, UNITS, Kind
from habitlog.guard.tokens import Sentence, Token, Tokens
from habitlog.guard.vocabulary import UNSPACED, small_words

_ASKS_TO_TAKE = tuple(small_words("asks_to_take"))
_DOSE_ASKED = re.compile(
    r"(?:what|which|que|quelle|welche|quale|qual|какая|какую|jaka|vilken|hvilken)\b.*(?:dos|доз|dawk)"
)
"""A question that names the dose itself, such as "what dose"; "the right dose of humour" is none."""
_WANTS_A_VERB = tuple(small_words("asks_of_anything"))
"""Beginnings that ask about many things; the others, with a name after them, ask about that."""
_HAN = re.compile(f"[{UNSPACED}]")
"""Chinese leaves "I" out."""
_ASKED_BESIDE = frozenset({"protocol", "dosing", "dosage", "dosages", "amount", "frequency", "for beginners"})
_DOSES = frozenset({"dose", "doses", "dosing", "dosage", "dosages"})
_DOSES_OF = frozenset(f"{dose} of" for dose in _DOSES)
_AUXILIARIES = frozenset({"is", "are", "can", "could", "will", "would", "should", "does", "do"})
_TAKEABLE = frozenset(
    {"insulin", "testosterone", "progesterone", "estradiol", "oestrogen", "estrogen", "growth hormone"}
)
_MOST = frozenset({"max", "maximum"})
_CYCLES = frozenset({"cycle", "cycles", "stack", "stacks"})
_CYCLED = frozenset({"peptide", "peptides", "steroid", "steroids", "anabolics"})
_TO = frozenset({"to", "if"})
_BE = frozenset({"is", "isn't", "be", "was"})
_DONE = Kind.ACT | Kind.ADJUST
_SUPPLEMENT = Kind.SUPPLEMENT | Kind.SUPPLEMENT_PLAIN


def look_questions(sentence: Sentence, folded: str, findings: Findings) -> None:
    """Questions by their words; the letter is C, or E for a supplement."""
    for at, token in enumerate(sentence):
        letter = None
        if token.kind & Kind.QUESTION:
            letter = _asked(sentence, at, token)
        if letter is None and (token.kind & Kind.ASK or (token.text in _TO and _is_it_to(sentence, at))):
            letter = _asked_to_do(sentence, at)
        if letter is None and token.kind & Kind.WHAT and _asked_which_dose(sentence, at):
            letter = "C"
        if letter:
            findings.ask(letter, sentence, folded)


def look_short_questions(sentence: Sentence, folded: str, findings: Findings) -> None:
    """Questions without a word that asks: "bpc 157 protocol", "increase lisinopril?"."""
    asked = folded[sentence[-1].end :].startswith("?")
    verb = asked and sentence[0].kind & _DONE and has(sentence[1:3], NAMED | Kind.MEDICINE)
    if verb or _asked_by_order(sentence) or any(_about_dose(sentence, at) for at in range(len(sentence))):
        findings.ask("C", sentence, folded)


def _asked_by_order(sentence: Sentence) -> bool:
    """Whether the order of the words asks: "is mirtazapine something I can just drop"."""
    if sentence[0].text not in _AUXILIARIES or not has(sentence[1:4], NAMED):
        return False
    return has(sentence[2:], Kind.FIRST) and has(sentence[2:], _DONE)


def _about_dose(sentence: Sentence, at: int) -> bool:
    """Whether a name and a word of amount stand together: "bpc 157 protocol", "dose of insulin", "max ibuprofen"."""
    token, before, after = sentence[at], sentence[at - 1 : at] if at else [], sentence[at + 1 : at + 3]
    if token.kind & (Kind.UNIT_HARD | Kind.UNIT_MG):
        of = len(after) == 2 and after[0].text == "of" and has(after, NAMED | Kind.TOPIC)
        return not has(before, Kind.NUMBER) and (of or has(before, Kind.TOPIC))
    return (
        (token.text in _ASKED_BESIDE and has(before, NAMED))
        or (token.text in _DOSES and has(before, Kind.TOPIC))
        or (token.text in _DOSES_OF and has(after[:1], Kind.TOPIC))
        or (token.text in _MOST and has(after[:1], NAMED))
        or (token.text in _CYCLES and any(one.text in _CYCLED for one in before))
    )


def _asked(sentence: Sentence, at: int, token: Token) -> str | None:
    if sentence.kinds & NAMED or (_DOSE_ASKED.match(token.text) and not sentence.kinds & Kind.FOOD):
        return "C"
    after = sentence[at + 1 : at + 6]
    if token.text.endswith("much") and has(after[:1], Kind.TOPIC) and _ends_or_serves(after):
        return "C"
    if has(after[:2], UNITS) and has(after[1:4], Kind.TOPIC):
        return "C"
    cycled = [one for one in after if one.text not in LINKS]
    if has(cycled[:2], Kind.SHARED | Kind.TOPIC) and has(cycled[1:], Kind.ROUTE_SHARED):
        return "C"
    if any(word in token.text for word in _ASKS_TO_TAKE) or sentence.kinds & Kind.ASK_INTAKE:
        return _asked_to_take(sentence, at, after)
    return "C" if _asks_amount(sentence, after, 0) else None


def _ends_or_serves(after: Tokens) -> bool:
    """Whether "how much insulin" ends there, or goes on with what it is for."""
    if len(after) == 1:
        return True
    serves = after[1].text in {"for", "before", "after", "with"} or after[1].kind & Kind.ASK
    return after[0].text in _TAKEABLE and bool(serves)


def _asked_to_take(sentence: Sentence, at: int, after: Tokens) -> str | None:
    sent_on = sentence.kinds & Kind.PROFESSIONAL and not sentence.kinds & Kind.FIRST
    medicine = sentence.kinds & Kind.MEDICINE and not sent_on
    if medicine or name_within(sentence, at, 5, Kind.TOPIC) or has(after[:1], Kind.SHARED):
        return "C"
    if sentence.kinds & _SUPPLEMENT:
        return "E"
    return "C" if _asks_amount(sentence, after, Kind.UNIT_HARD) else None


def _asks_amount(sentence: Sentence, after: Tokens, more: int) -> bool:
    if sentence.kinds & Kind.FOOD:
        return False
    if has(after[:1], Kind.UNIT_HARD) and not sentence.kinds & Kind.UNIT_INNOCENT:
        return True
    if has(after[:1], UNITS) and has(after, Kind.MEDICINE):
        return True
    about_dose = has(after, Kind.ROUTE | Kind.ROUTE_CLEAR) or has(after, Kind.DOSE)
    return about_dose or has(after[:1], Kind.UNIT_MG | Kind.UNIT_COUNT | more)


def _is_it_to(sentence: Sentence, at: int) -> bool:
    """Whether the word is the last of "is it wise to" or "is it a problem if"."""
    return at >= 3 and any(
        sentence[at - back].text == "it" and sentence[at - back - 1].text in _BE for back in (2, 3) if at > back
    )


def _asked_to_do(sentence: Sentence, at: int) -> str | None:
    """Whether "can i", "when do i", "kann ich" and their like ask to start, stop, take, mix or change something."""
    free = sentence[at].kind & Kind.ASK and not sentence[at].text.startswith(_WANTS_A_VERB)
    if free and has(sentence[at + 1 : at + 9], NAMED):
        return "C"
    if sentence[at].kind & _DONE and has(sentence[max(0, at - 6) : at], NAMED | Kind.MEDICINE):
        return "C"  # the verb comes last, and asks: "tansiyon ilacını bırakmalı mıyım"
    mine = (
        bool(sentence.kinds & Kind.FIRST)
        or " i" in f" {sentence[at].text}"
        or _HAN.match(sentence[at].text) is not None
    )
    for place in range(at + 1, min(at + 9, len(sentence))):
        if sentence[place].kind & _DONE and _done_to_something(sentence, place, mine=mine):
            return "C"
    return None


def _done_to_something(sentence: Sentence, place: int, *, mine: bool) -> bool:
    after = sentence[place + 1 : place + 7]
    around = [*sentence[max(0, place - 3) : place], *after]
    if sentence.kinds & NAMED or (mine and has(around, Kind.MEDICINE)):
        return True
    if sentence[place].kind & Kind.ACT and has(after[:3], Kind.TOPIC):
        return True
    return has(after[:1], Kind.SHARED) and has(after[1:], Kind.NUMBER | Kind.ROUTE_SHARED)


def _asked_which_dose(sentence: Sentence, at: int) -> bool:
    after = sentence[at + 1 : at + (3 if sentence[at].text == "which" else 5)]
    dose = has(after, Kind.DOSE_WORD) or has(after[:1], UNITS)
    shared_cycle = has(after, Kind.ACT) and name_within(sentence, len(sentence) - 1, 3, Kind.ROUTE_SHARED)
    if dose and (sentence.kinds & NAMED or has(sentence[at + 1 : at + 8], Kind.TOPIC)):
        return True
    return shared_cycle and has(sentence[-2:], Kind.SHARED)
