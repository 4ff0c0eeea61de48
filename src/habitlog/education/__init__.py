"""Education: cited snippets, the rules that show them, and the linter of all shipped text."""

from habitlog.education.errors import EducationError
from habitlog.education.library import Snippet, SnippetLibrary
from habitlog.education.library_check import check_library
from habitlog.education.linter import LintFinding, compute_reading_grade, lint_text
from habitlog.education.matching import SnippetContext, SnippetMatch, choose_snippets
from habitlog.education.references import Reference
from habitlog.education.snippet import EVIDENCE_DESCRIPTIONS

__all__ = [
    "EVIDENCE_DESCRIPTIONS",
    "EducationError",
    "LintFinding",
    "Reference",
    "Snippet",
    "SnippetContext",
    "SnippetLibrary",
    "SnippetMatch",
    "check_library",
    "choose_snippets",
    "compute_reading_grade",
    "lint_text",
]
