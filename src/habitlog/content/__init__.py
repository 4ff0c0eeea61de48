"""The education of habitlog: cited snippets, the rules that show them, and the linter over all shipped text."""

from habitlog.content.checking import check
from habitlog.content.matching import Match, Occasion, choose
from habitlog.content.model import EVIDENCE
from habitlog.content.problems import ContentError
from habitlog.content.references import Reference
from habitlog.content.snippets import Library, Snippet
from habitlog.content.vocabulary import Write, plainly
from habitlog.content.wording import Finding, lint, reading_grade

__all__ = [
    "EVIDENCE",
    "ContentError",
    "Finding",
    "Library",
    "Match",
    "Occasion",
    "Reference",
    "Snippet",
    "Write",
    "check",
    "choose",
    "lint",
    "plainly",
    "reading_grade",
]
