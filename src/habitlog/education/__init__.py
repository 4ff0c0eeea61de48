"""Education: cited snippets and the rules that show them; `linter` and `library_check` check shipped texts."""

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
