"""The education of habitlog: cited snippets, the rules that show them, and the linter over all shipped text."""

from habitlog.education.errors import EducationError
from habitlog.education.library import Snippet, SnippetLibrary
from habitlog.education.library_check import check_library
from habitlog.education.linter import LintFinding, compute_reading_grade, lint_text
from habitlog.education.matching import SnippetContext, SnippetMatch, choose_snippets
from habitlog.education.references import Reference
from habitlog.education.snippet import EVIDENCE_DESCRIPTIONS
from habitlog.education.vocabulary import NumberFormatter, format_plain_number

__all__ = [
    "EVIDENCE_DESCRIPTIONS",
    "EducationError",
    "LintFinding",
    "NumberFormatter",
    "Reference",
    "Snippet",
    "SnippetContext",
    "SnippetLibrary",
    "SnippetMatch",
    "check_library",
    "choose_snippets",
    "compute_reading_grade",
    "format_plain_number",
    "lint_text",
]
