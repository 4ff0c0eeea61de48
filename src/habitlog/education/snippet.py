"""A snippet, and the checks that each one passes when it is loaded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from msgspec import Struct

from habitlog.education.chapters import CHAPTERS
from habitlog.education.rules import SnippetRule
from habitlog.education.tact import TOUCHES

FUNDAMENTALS = "fundamentals"
CLINICIAN_TOPIC = "hormones-education"
TEXT_WORD_LIMITS = (40, 90)
REVIEW_VALID_FOR = timedelta(days=730)

EVIDENCE_DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "guideline": "A guideline or expert consensus",
        "meta-analysis": "Many studies taken together",
        "trial": "An experiment with people",
        "cohort": "Observation of people, without an experiment",
        "mechanism": "A review of studies, or of how the body works",
        "method": "How something is measured or sorted",
    }
)
CERTAINTIES = ("high", "moderate", "low", "very low")
"""How sure a finding is, apart from the kind of evidence."""
_FIRST_SENTENCE = re.compile(r"(?s)^.*?[.?](?=\s|$)")
_BACKWARD_OPENING = re.compile(r"(?:And|Both|But|It|Its|She|He|So|Such|That|Their|They|Then|These|This|Those)\b")
"""Words that point back to what was said before, with which a first sentence does not stand alone."""


class Snippet(Struct, frozen=True):
    """A short cited text; `pillar` is a pillar key or "fundamentals", `sources` are reference ids.

    `text` has 40 to 90 words; `lines` are lines of its chapter in `CHAPTERS`; `evidence` is a key of
    `EVIDENCE_DESCRIPTIONS`, `certainty` one of `CERTAINTIES` with its reason; `size` is how large the effect was, in
    people, where a source says so; `question` is the question that the snippet answers on a page of its own, with the
    paragraphs of `more` below the text, and `leads_to` the id of such a snippet. A review is valid for two years;
    `location` names its file and line; `touches` is what it speaks of, for the rules of tact.
    """

    id: str
    title: str
    text: str
    topics: tuple[str, ...]
    pillar: str
    chapter: str
    lines: tuple[str, ...]
    sources: tuple[str, ...]
    evidence: str
    certainty: str
    certainty_reason: str
    population: str
    limits: str
    reviewed: date
    version: int
    shows_when: tuple[SnippetRule, ...]
    location: str
    touches: frozenset[str] = frozenset()
    size: str = ""
    question: str = ""
    leads_to: str = ""
    more: tuple[str, ...] = ()

    @property
    def first_line(self) -> str:
        """The first sentence of the text, which stands alone."""
        found = _FIRST_SENTENCE.match(self.text)
        return found[0] if found else self.text

    @property
    def review_due(self) -> date:
        """The last day on which the review is valid."""
        return self.reviewed + REVIEW_VALID_FOR

    @property
    def evidence_description(self) -> str:
        """The kind of evidence in words, as a title."""
        return EVIDENCE_DESCRIPTIONS[self.evidence]

    @property
    def needs_clinician_line(self) -> bool:
        """Whether the line that points to a clinician belongs to the text."""
        return CLINICIAN_TOPIC in self.topics

    def list_problems(self) -> list[str]:
        """Return the problems of this snippet, each as a fragment of a sentence."""
        count = len(self.text.split())
        checks = {
            f"{count} words, {TEXT_WORD_LIMITS[0]} to {TEXT_WORD_LIMITS[1]} needed": not TEXT_WORD_LIMITS[0]
            <= count
            <= TEXT_WORD_LIMITS[1],
            f"unknown evidence {self.evidence!r}": self.evidence not in EVIDENCE_DESCRIPTIONS,
            f"unknown chapter {self.chapter!r}": self.chapter not in CHAPTERS,
            f"the chapter has no line {', '.join(self.lines)!r}": not set(self.lines)
            <= set(CHAPTERS.get(self.chapter, self.lines)),
            f"unknown certainty {self.certainty!r}": self.certainty not in CERTAINTIES,
            "the first line does not stand alone": self.first_line.endswith("?")
            or _BACKWARD_OPENING.match(self.first_line) is not None,
            "more belongs to a question": bool(self.more) and not self.question,
            "missing lines": not self.lines,
            f"touches is of {', '.join(sorted(TOUCHES))}": not self.touches <= TOUCHES,
            "missing source": not self.sources,
            "missing topics": not self.topics,
            "missing shows_when": not self.shows_when,
            "version starts at 1": self.version < 1,
            "the id is lower-case words joined by hyphens": not _is_kebab_case(self.id),
        }
        return [problem for problem, applies in checks.items() if applies]


def _is_kebab_case(text: str) -> bool:
    return all(part.isascii() and part.isalnum() and part == part.lower() for part in text.split("-"))
