"""Education: cited snippets, the rules that show them, and the linter of all shipped text (`linter`, `library_check`)."""

from habitlog.education.errors import EducationError
from habitlog.education.library import Snippet, SnippetLibrary
from habitlog.education.matching import SnippetContext, SnippetMatch, choose_snippets
from habitlog.education.references import Reference
from habitlog.education.snippet import EVIDENCE_DESCRIPTIONS

__all__ = [
    "EVIDENCE_DESCRIPTIONS",
    "EducationError",
    "Reference",
    "Snippet",
    "SnippetContext",
    "SnippetLibrary",
    "SnippetMatch",
    "choose_snippets",
]
