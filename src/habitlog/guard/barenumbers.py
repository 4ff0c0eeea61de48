"""Look for numbers without a unit that are doses all the same: "metformin 500", "half a xanax", "up to .5"."""

from __future__ import annotations

import re
from itertools import pairwise

from habitlog.guard.amounts import AND, LINKS, PUT_IN
from habitlog.guard.findings import Findings, has, regular
from habitlog.guard.kinds import NAMED, REGULAR, TAKEN, Kind
from habitlog.guard.tokens import Sentence, Token
from habitlog.guard.unnamed import FRACTIONS
from habitlog.guard.vocabulary import small_words

_NOT_A_COUNT = frozenset({"day", "week", "month", "year", "phase", "type", "stage", "page", "chapter", "round"})
_HORMONE_SUPPLEMENTS = frozenset({"melatonin", "dhea", "melatonina"})
_BY_THE_TABLET = frozenset(small_words("taken_in_numbers"))
_LEADING_UP = frozenset(small_words("leading_up"))
_TOWARDS = frozenset(small_words("towards"))
_FORMS = frozenset(small_words("forms"))
_LIKE_ARTICLES = frozenset(small_words("like_articles"))
_COUNTED_THINGS = Kind.TIME | Kind.PERIOD | Kind.FOOD | Kind.UNIT_INNOCENT
_BEYOND_A_DATE, _MONTHS = 31, 12
_RAISED = [["up", "to"], ["down", "to"]]
_AFTERWARDS = frozenset(
    {"then", "dann", "puis", "luego", "before", "after", "at", "with", "nach", "vor", "avant", "antes"}
)
_LITTLE = frozenset({"as", "is", "this", "das", "des", "los", "las", "les"})
_INTO_BODY = Kind.BODY | Kind.ROUTE
_ENDING = Kind.WHEN | Kind.BODY | REGULAR
_TIME_OF_DAY = re.compile(r"(?:1?\d|2[0-3])[.,:][0-5]\d")


def look_bare_numbers(sentence: Sentence, folded: str, findings: Findings) -> None:
    """Numbers without a unit beside a name: "metformin 500", "took 2 ibuprofen", "test 250 twice a week"."""
    for at, token in enumerate(sentence):
        kind = token.kind
        if not kind & (Kind.SHARED | NAMED):
            continue
        if not kind & NAMED and token.text not in _HORMONE_SUPPLEMENTS:
            _shared_count(sentence, at, findings)
            continue
        place = _place_of_count(sentence, at + 1, folded) or _pair(sentence, at + 1, folded)
        if place:
            findings.add("A", *sentence[place[0] : place[1] + 1])
        before = _count_before(sentence, at)
        if before is not None:
            if _handful(sentence, before, token):
                findings.letters.add("H")
            findings.add("A", *(sentence[before:at] or sentence[at + 1 : at + 3]))


def _shared_count(sentence: Sentence, at: int, findings: Findings) -> None:
    """Everyday words count with a number and a schedule ("eq 400 a week"), or as "600 of test"."""
    if at >= 2 and sentence[at - 1].text == "of" and sentence[at - 2].digits and _long_number(sentence[at - 2].text):
        findings.add("A", sentence[at - 2])
    for place in range(at + 1, min(at + 5, len(sentence) - 1)):
        if sentence[place].digits and regular(sentence, place + 1) == 1 and sentence[place + 1].kind & Kind.CODE:
            findings.add("A", sentence[place], sentence[place + 1])
    if _counted_beside_another(sentence, at):
        findings.add("A", sentence[at + 1])
    if at and sentence[at - 1].digits and _long_number(sentence[at - 1].text) and _each(sentence, at + 1):
        findings.add("A", sentence[at - 1])
    if at + 2 >= len(sentence) or not sentence[at + 1].digits or not regular(sentence, at + 2):
        return
    number = sentence[at + 1].text
    if not sentence[at + 2].text.startswith(("times", "x ")) and (len(number) > 1 or not number.isdecimal()):
        findings.add("A", sentence[at + 1], sentence[at + 1 + regular(sentence, at + 2)])


def _each(sentence: Sentence, at: int) -> bool:
    """Whether words of frequency stand there: "125 test a week"."""
    return at < len(sentence) and bool(sentence[at].kind & REGULAR)


def _handful(sentence: Sentence, at: int, name: Token) -> bool:
    """Whether ten or more tablets of something that is swallowed by the tablet went down: "took 30 paracetamol"."""
    number = sentence[at].text
    many = number.isdecimal() and 10 <= int(number[:6]) <= 100
    return many and name.text in _BY_THE_TABLET and has(sentence[max(0, at - 3) : at], Kind.SWALLOWED)


def _counted_beside_another(sentence: Sentence, at: int) -> bool:
    """Whether two everyday words that are slang too have a number each, one of them large: "t3 25 and t4 100"."""
    counted = {
        one.text: number.text
        for place, (one, number) in enumerate(pairwise(sentence))
        if one.kind & Kind.SHARED and number.digits and not has(sentence[place + 2 : place + 3], _COUNTED_THINGS)
    }
    return len(counted) > 1 and sentence[at].text in counted and any(map(_long_number, counted.values()))


def _place_of_count(sentence: Sentence, start: int, folded: str) -> tuple[int, int] | None:
    """First and last token of a bare amount that follows a name, or None."""
    at = start
    while at < len(sentence) and at < start + 5 and _leads_on(sentence[at]):
        at += 1
    if at == len(sentence):
        return None
    if not sentence[at].digits:
        return (at, at) if _said_in_words(sentence, at) else None
    led = [token.text for token in sentence[start:at]]
    plain = set(led) <= _FORMS or led[-2:] in _RAISED or _is_decimal(sentence[at], folded)
    if not _like_an_amount(sentence[at].text, plain=plain) or not _stands_alone(sentence, at, folded):
        return None
    last = at
    while last + 1 < len(sentence) and (sentence[last + 1].digits or sentence[last + 1].text in {"to", "auf", "a"}):
        last += 1
    first = at
    while first > start and sentence[first - 1].text in _LEADING_UP:
        first -= 1
    return first, last if sentence[last].digits else at


def _pair(sentence: Sentence, at: int, folded: str) -> tuple[int, int] | None:
    """Two small numbers joined by a stroke right after a name that nobody started or had since: "levemir 12/10"."""
    two = sentence[at : at + 2]
    if len(two) < 2 or not all(one.digits for one in two) or has(sentence[:at], TAKEN):
        return None
    apart, after = folded[two[0].end : two[1].start], folded[two[1].end : two[1].end + 1]
    return (at, at + 1) if apart == "/" and after not in {"/", "-"} else None


def _leads_on(token: Token) -> bool:
    return (
        token.text in _TOWARDS or token.text in _FORMS or bool(token.kind & (NAMED | Kind.SHARED) and not token.digits)
    )


def _said_in_words(sentence: Sentence, at: int) -> bool:
    """Whether a number in words counts nothing: "crestor ten at night", "aleve, two of them"."""
    token, after = sentence[at], sentence[at + 1 : at + 3]
    if not token.kind & Kind.NUMBER or token.text in _LIKE_ARTICLES - {"two", "three"}:
        return False
    if (
        not after
        or after[0].kind & _ENDING
        or after[0].text in _AFTERWARDS
        or [one.text for one in after] == ["of", "them"]
    ):
        return True
    return after[0].text in {"in", "into"} and has(sentence[at + 2 : at + 4], Kind.BODY)


def _like_an_amount(text: str, *, plain: bool) -> bool:
    if ":" in text or _is_year(text):
        return False
    if plain:
        return True
    return _long_number(text) and not _TIME_OF_DAY.fullmatch(text)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text[:2] in {"19", "20"}


def _is_decimal(token: Token, folded: str) -> bool:
    """Whether a number has a fraction that no time of day and no date has; ".25" counts."""
    if not token.digits or ":" in token.text or token.text.count(".") + token.text.count(",") > 1:
        return False
    if folded[max(0, token.start - 1) : token.start] == ".":
        return folded[max(0, token.start - 2) : token.start - 1] in {"", " ", "(", "@"}
    return not token.text.isdecimal() and "/" not in token.text and not _TIME_OF_DAY.fullmatch(token.text)


def _hour(text: str) -> int:
    return int(text[:6]) if text.isdecimal() else 0


def _stands_alone(sentence: Sentence, at: int, folded: str) -> bool:
    """Whether a number counts nothing that is named after it."""
    token = sentence[at]
    following = folded[token.end : token.end + 1]
    if following in {"%", "°"} or (following in {"/", "-"} and _like_a_date(sentence, at)):
        return False
    if at + 1 == len(sentence):
        return True
    after = sentence[at + 1]
    if not {"+", ",", ";", "&"}.isdisjoint(folded[token.end : after.start]):
        return True
    if after.kind & Kind.PERIOD and has(sentence[at + 2 : at + 3], Kind.NUMBER):
        return True
    if after.text == "x" or after.text in _LITTLE or (after.text in {"am", "pm"} and _hour(token.text) > _MONTHS):
        return True
    return not after.kind & _COUNTED_THINGS and (after.digits or not after.text.endswith("s") or bool(after.kind))


def _like_a_date(sentence: Sentence, at: int) -> bool:
    """Whether two small numbers stand side by side, one of them no larger than a month: "3/4", not "25-50"."""
    near = [int(one.text) for one in sentence[at : at + 2] if one.text.isdecimal() and not _long_number(one.text)]
    if len(near) == 2:
        return min(near) <= _MONTHS
    return len(near) == 1 and not has(sentence[at + 1 : at + 2], Kind.NUMBER)


def _long_number(text: str) -> bool:
    return not text.isdecimal() or int(text[:6]) > _BEYOND_A_DATE


def look_loose_numbers(sentence: Sentence, folded: str, findings: Findings) -> None:
    """Decimals that count nothing, in a sentence with a name, or put into the body on a schedule."""
    for at, token in enumerate(sentence):
        if not token.kind & Kind.NUMBER or not _is_fraction(token, folded) or not _stands_alone(sentence, at, folded):
            continue
        if has(sentence[max(0, at - 8) : at + 9], NAMED):
            findings.add("A", token)
        elif _put_into_the_body(sentence):
            findings.add("B", token)


def _put_into_the_body(sentence: Sentence) -> bool:
    """Whether a number of a sentence goes into somebody: by a word for it, or on a schedule or after a change."""
    if sentence.kinds & Kind.BODY and any(token.text in PUT_IN for token in sentence):
        return True
    if sentence.kinds & Kind.ROUTE_SHARED and any(token.text.startswith("titrat") for token in sentence):
        return True
    steady = sentence.kinds & Kind.CHANGE or any(regular(sentence, at) for at in range(len(sentence)))
    return bool(steady and sentence.kinds & _INTO_BODY)


def _is_fraction(token: Token, folded: str) -> bool:
    return _is_decimal(token, folded) or "point " in token.text


def _count_before(sentence: Sentence, name: int) -> int | None:
    at = name - 1
    while at > 0 and name - at <= 3 and (sentence[at].text in LINKS or not sentence[at].kind):
        at -= 1
    if at < 0 or not sentence[at].kind & Kind.NUMBER or ":" in sentence[at].text or _is_year(sentence[at].text):
        return _fraction_after(sentence, name)
    if sentence[at].text in FRACTIONS or (at < name - 1 and sentence[at + 1].text == "of"):
        return at
    if at < name - 1 or (at and sentence[at - 1].text in _NOT_A_COUNT):
        return None
    if at == 0 or sentence[at].digits or sentence[at].text not in _LIKE_ARTICLES:
        return at
    around = [*sentence[max(0, at - 4) : at], *sentence[name + 1 : name + 4]]
    return at if has(around, TAKEN) else None


def _fraction_after(sentence: Sentence, name: int) -> int | None:
    """The place of the name when "and a half" or "una y media" follows it."""
    after = sentence[name + 1 : name + 3]
    halved = len(after) == 2 and after[0].text in AND and after[1].text in FRACTIONS
    counted = has(after[:1], Kind.NUMBER) and after[0].text.rpartition(" ")[2] in FRACTIONS and " " in after[0].text
    return name if halved or counted else None
