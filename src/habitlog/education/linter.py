"""The non-prescription linter: orders, promises, praise, blame, comparison and doses in a shipped text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from habitlog.education.readability import compute_reading_grade

__all__ = ["LintFinding", "compute_reading_grade", "lint_text"]

_FOOD_WORDS = (
    "sodium|salt|caffeine|coffee|water|milk|tea|juice|fibre|protein|sugar|cholesterol|calcium|potassium|iron|"
    "broth|soup|drink"
)

_NUMBER_WORDS = r"(?:\d[\d.,]*|half an?|one|two|three|four|five|ten)"

LINT_PATTERNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "advice": (
            r"\bshould(?:n['’]t)?\b",
            r"\bmust(?:n['’]t)?\b",
            r"\bought to\b",
            r"\b(?:need|have|got) to\b",
            r"\btry\b",
            r"\baim(?:ing)? (?:for|to|at)\b",
            r"\bmake sure\b",
            r"\bbe sure\b",
            r"\bavoid\b(?! (?:losing|counting))",
            r"\b(?:we|i|experts) (?:recommend|advise|suggest)\b",
            r"\brecommended (?:for|that) you\b",
            r"\bit(?: i|['’])s (?:best|better|important|essential|wise|time|worth)\b",
            r"\byou['’](?:d|ll) (?:want|do well|be better)\b",
            r"\b(?:you|your) (?:target|goal)s?\b",
            r"\bdon['’]t\b",
            r"\bnever (?:skip|eat|take|go|sleep)\b",
            r"\bwhy not\b",
            r"\bhow about\b",
        ),
        "promise": (
            r"\bwill (?:\w+ )?(?:improve|help|lower|raise|reduce|reverse|prevent|cure|fix|boost|protect|feel)",
            r"\bwill make you\b",
            r"\bguarantee",
            r"\bcures?\b",
            r"\bproven\b",
            r"\bmiracle",
            r"\b(?:boosts?|reverses?|fixes|heals?) your\b",
            r"\bdetox",
            r"\bensures?\b",
            r"\bkeeps you (?:healthy|safe|young)\b",
            r"\bleads to better\b",
        ),
        "praise or blame": (
            r"\bwell done\b",
            r"\bgreat\b",
            r"\b(?:good|nice|excellent|amazing|awesome) (?:job|work|day|week|night|going|start)\b",
            r"\bcongrat",
            r"\bkeep it up\b",
            r"\bproud\b",
            r"\bmissed\b",
            r"(?<!-)\bonly\b",
            r"\bfail(?:ed|ure|ing)?\b",
            r"\b(?:bad|poor|terrible) (?:day|week|night|score|sleep|diet|choice)s?\b",
            r"\bstreaks?\b",
            r"\bcheat",
            r"\bguilt",
            r"\blazy\b",
            r"\bperfect\b",
            r"\boff track\b",
            r"\bon track\b",
            r"\bunfortunately\b",
        ),
        "exclamation": (r"!",),
        "comparison": (
            r"\byou\b[^.?]*\bthan (?:most|others?|average|the average|people|\d+ ?%)(?!\w)",
            r"\byour\b[^.?]*\bthan (?:most|others?|average|the average|people|that of|\d+ ?%)(?!\w)",
            r"\b(?:above|below) (?:the )?average\b",
            r"\b(?:top|bottom) \d+ ?%",
            r"\bother (?:users|readers|members|people like you)\b",
            r"\b(?:people|users|women|men|adults) (?:of )?your age\b",
            r"\bpercentile (?:of|among) (?:people|users|adults|men|women)\b",
            r"\bleader ?board\b",
        ),
        "dose": (
            rf"\b{_NUMBER_WORDS} ?(?:mcg|µg|μg|ug|iu|i\.u\.|units?|cc|clicks?)\b(?!/)",
            rf"\b{_NUMBER_WORDS} ?(?:tablets?|pills?|capsules?|puffs?|drops?|injections?)\b",
            rf"\b{_NUMBER_WORDS} ?(?:mg|ml)\b(?!/)(?!\W+(?:\w+\W+){{0,2}}(?:{_FOOD_WORDS})\b)",
        ),
    }
)

_COMPILED_PATTERNS = {
    rule: [re.compile(p, re.IGNORECASE) for p in patterns] for rule, patterns in LINT_PATTERNS.items()
}

_SENTENCE_BREAK = re.compile(r"(?<=[.!?:;])\s+|\n+")

_LEADING_WORDS = re.compile(
    r"^[\s\"'“‘(•*–—-]*(?:(?:please|just|simply|then|so|and|also|always)\b,?\s+)*", re.IGNORECASE
)

_LEADING_CLAUSE = re.compile(r"^(?:to|for|if|when|before|after|at|in|on|with)\b[^,]{0,60},\s+", re.IGNORECASE)

_WORD = re.compile(r"[A-Za-z]+(?![A-Za-z'’-])")

_TRY_AGAIN = re.compile(r"\btry again\b", re.IGNORECASE)

_MAX_LABEL_WORDS = 8

HEALTH_VERB_PATTERN = re.compile(
    r"aim|avoid|boost|breathe|build|consider|consult|cut|eat|ensure|hydrate|improve|increase|"
    r"limit|lose|maintain|meditate|practise|prioritise|prioritize|quit|raise|reduce|relax|remember|"
    r"replace|restrict|stick|swap|try"
)
"""Bare verbs that open advice about health in any text."""

AMBIGUOUS_VERB_PATTERN = re.compile(
    r"add|ask|begin|bring|cancel|check|choose|close|confirm|continue|copy|delete|dismiss|do|"
    r"download|edit|enjoy|enter|export|find|finish|follow|get|give|go|have|hide|import|include|"
    r"keep|learn|leave|let|listen|log|look|make|mix|move|open|pay|pick|print|put|read|remove|"
    r"save|see|select|send|set|show|sign|skip|spend|start|stay|stop|take|talk|track|turn|type|"
    r"undo|upload|use|wait|write"
)
"""Bare verbs that open advice in a health sentence and are ordinary on a button."""

NOUN_VERB_PATTERN = re.compile(
    r"change|cook|cycle|drink|exercise|fast|focus|fuel|gain|lift|lower|nap|plan|practice|rest|"
    r"run|share|sleep|snack|stress|stretch|swim|train|walk|work"
)
"""Words that are as often a noun as an order; the words that follow decide."""

IMPERATIVE_TAIL_PATTERN = re.compile(
    r"(?:more|less|fewer|earlier|later|longer|well|better|enough|every|daily|often|regularly|until|your|"
    r"slowly|at least|at most|for (?:at least |about )?(?:\d+|an?|one|two|three)|\d+|seven|eight|nine|plenty|"
    r"water|when you|if you|as much|hard|with a friend|after (?:a |your |each |every )?(?:meals?|dinner|lunch))\b",
    re.IGNORECASE,
)

HEALTH_OBJECT_PATTERN = re.compile(
    r"\b(?:more|less|fewer|earlier|longer|enough|daily|every day|each day|healthy|healthier|calm|slowly|"
    r"vegetables?|fruit|pulses|beans|nuts|fibre|protein|sugar|sweets|salt|alcohol|caffeine|water|"
    r"better (?:sleep|health|mood|rest)|(?:bedtimes?|sleep|steps?|intervals?) (?:before|after|low|high|regular)|"
    r"breaks?|walks?)\b",
    re.IGNORECASE,
)
"""Words that make an order of an ambiguous verb even on a button: "Add more fibre", "Take a walk"."""


class LintFinding(Struct, frozen=True):
    """One problem of a text: the name of the rule and the words that break it."""

    rule: str
    excerpt: str


def lint_text(text: str, is_interface: bool = False) -> list[LintFinding]:
    """Return what is prescriptive in `text`, sentence by sentence.

    With `is_interface` a short line may open with the verb of a button ("Save", "Add a set", "Try again");
    orders about health ("Eat more fibre", "Take a walk") are still found, and every other rule applies.
    """
    findings: list[LintFinding] = []
    for sentence in filter(None, map(str.strip, _SENTENCE_BREAK.split(text))):
        if opening := _find_imperative(sentence, is_interface):
            findings.append(LintFinding("imperative", opening))
        searched = _TRY_AGAIN.sub("", sentence) if is_interface else sentence
        findings += [
            LintFinding(rule, match.group())
            for rule, patterns in _COMPILED_PATTERNS.items()
            for pattern in patterns
            if (match := pattern.search(searched))
        ]
    return findings


def _find_imperative(sentence: str, is_interface: bool) -> str | None:
    """Return the opening of the sentence when it gives an order, also behind a leading clause."""
    start = _LEADING_WORDS.sub("", sentence)
    for opening in (start, _LEADING_WORDS.sub("", _LEADING_CLAUSE.sub("", start))):
        word = _WORD.match(opening)
        if word and _is_imperative(word.group().lower(), opening[word.end() :].strip(), is_interface, sentence):
            return " ".join(opening.split()[:4])
    return None


def _is_imperative(verb: str, rest: str, is_interface: bool, sentence: str) -> bool:
    if NOUN_VERB_PATTERN.fullmatch(verb):
        return IMPERATIVE_TAIL_PATTERN.match(rest) is not None
    if HEALTH_VERB_PATTERN.fullmatch(verb):
        return not (is_interface and verb == "try" and rest.lower().startswith("again"))
    if not AMBIGUOUS_VERB_PATTERN.fullmatch(verb):
        return False
    label = is_interface and len(rest.split()) < _MAX_LABEL_WORDS
    return not label or HEALTH_OBJECT_PATTERN.search(sentence) is not None
