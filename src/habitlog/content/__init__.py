"""The education of habitlog: cited snippets, the rules that show them, and the linter over all shipped text."""

from habitlog.content.checking import check_library
from habitlog.content.matching import SnippetContext, SnippetMatch, choose_snippets
from habitlog.content.model import EVIDENCE_DESCRIPTIONS
from habitlog.content.problems import EducationError
from habitlog.content.references import Reference
from habitlog.content.snippets import Snippet, SnippetLibrary
from habitlog.content.vocabulary import NumberFormatter, format_plain_number
from habitlog.content.wording import LintFinding, compute_reading_grade, lint_text

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
