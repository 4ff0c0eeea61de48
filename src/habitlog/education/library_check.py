"""The check of the library: what each shipped snippet has to meet; every problem is named with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from habitlog.education.chapters import CHAPTERS
from habitlog.education.errors import EducationError
from habitlog.education.library import Snippet, SnippetLibrary
from habitlog.education.linter import compute_reading_grade, lint_text
from habitlog.education.snippet import CLINICIAN_TOPIC

MAX_READING_GRADE = 10.0
"""Grade 9 is read at about 14; a half-open step above it allows for the names of hormones."""

_HORMONE_NAMES = re.compile(
    r"\b(?:cortisol|testosterone|o?estrogens?|progesterone|thyroid|growth hormone|leptin|melatonin|adrenalin)\b",
    re.IGNORECASE,
)
"""Hormones other than insulin; a snippet that names one has the line that points to a clinician."""
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")


def check_library(packages: Iterable[str], today: date) -> list[str]:
    """Return the problems of the library of these packages, a line each.

    A file that cannot be parsed, a broken rule or an unknown reference is the only line that is returned.
    """
    try:
        library = SnippetLibrary.load_packages(packages)
    except EducationError as error:
        return [str(error)]
    return [
        *(line for snippet in library.snippets for line in list_snippet_problems(snippet, today)),
        *_uncovered_lines(library),
    ]


def list_snippet_problems(snippet: Snippet, today: date) -> list[str]:
    """Return the problems of the texts and the review date of one snippet, each with its location."""
    return [f"{snippet.location}: {problem}" for problem in _iterate_problems(snippet, today)]


def _iterate_problems(snippet: Snippet, today: date) -> Iterator[str]:
    yield from _iterate_problems_of_wording(snippet)
    for name, sentence in (("limits are", snippet.limits), ("certainty_reason is", snippet.certainty_reason)):
        if len(_SENTENCE_END.findall(sentence)) != 1 or not sentence.endswith("."):
            yield f"{name} one sentence"
    if snippet.question and not snippet.question.endswith("?"):
        yield "a question ends with a question mark"
    named = _HORMONE_NAMES.search(f"{snippet.title} {snippet.text} {' '.join(snippet.more)}")
    if named and not snippet.needs_clinician_line:
        yield f"{named.group()} is named without the topic {CLINICIAN_TOPIC!r}"
    if today > snippet.review_due:
        yield f"reviewed {snippet.reviewed}, which held until {snippet.review_due}"


def _iterate_problems_of_wording(snippet: Snippet) -> Iterator[str]:
    names = ("title", "text", "population", "limits", "certainty_reason", "size", "question")
    texts = [*(("the " + name, getattr(snippet, name)) for name in names), *(("more", one) for one in snippet.more)]
    for name, text in texts:
        for finding in lint_text(text):
            yield f"{finding.rule} in {name}: {finding.excerpt!r}"
    for text in (snippet.text, *snippet.more):
        grade = compute_reading_grade(text)
        if grade > MAX_READING_GRADE:
            yield f"reading grade {grade:.1f}, at most {MAX_READING_GRADE:.0f}"


def _uncovered_lines(library: SnippetLibrary) -> Iterator[str]:
    covered = {(snippet.chapter, line) for snippet in library.snippets for line in snippet.lines}
    for chapter, lines in CHAPTERS.items():
        for line in lines:
            if (chapter, line) not in covered:
                yield f"no snippet covers {line!r} of {chapter!r}"
