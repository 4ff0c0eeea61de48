"""A snippet, and the checks that each one passes when it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

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


@dataclass(frozen=True, slots=True)
class Snippet:
    """A short cited text; `pillar` is a pillar key or "fundamentals", `sources` are reference ids.

    `text` has 40 to 90 words; `lines` are lines of its chapter in `CHAPTERS`; `evidence` is a key of
    `EVIDENCE_DESCRIPTIONS`; a review is valid for two years; `location` names its file and line; `touches` is what
    it speaks of, for the rules of tact.
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
    population: str
    limits: str
    reviewed: date
    version: int
    shows_when: tuple[SnippetRule, ...]
    location: str
    touches: frozenset[str] = frozenset()

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
