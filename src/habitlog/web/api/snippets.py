"""The library in the API."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from habitlog.education import Snippet, SnippetLibrary
from habitlog.usecases import education
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.context import get_context
from habitlog.web.dependencies import TokenReader
from habitlog.web.presenters.snippets import get_clinician_line, get_reviewers

router = ApiRouter("snippets")


@router.get("/snippets")
def list_snippets(
    request: Request,
    person: TokenReader,
    topic: str | None = None,
    pillar: str | None = None,
    evidence: str | None = None,
    saved: bool | None = None,
    q: str = "",
) -> Response:
    """List the snippets: all of them, or those that every filter lets through, best first where a search found them."""
    app_context = get_context(request)
    library, query = app_context.library, q.strip()
    candidates = education.search_library(app_context.search_index, query).snippets if query else library.snippets
    with app_context.database.begin_read() as transaction:
        snippets = education.filter_snippets(
            transaction, library, person, candidates, topic=topic, pillar=pillar, evidence=evidence, saved=saved
        )
    return render_json_response(ApiResponse({"items": [serialize_snippet(library, snippet) for snippet in snippets]}))


@router.get("/snippets/{snippet}")
def show_snippet(request: Request, _person: TokenReader, snippet: str) -> Response:
    """Show one snippet with its sources."""
    library = get_context(request).library
    return render_json_response(ApiResponse(serialize_snippet(library, education.find_snippet(library, snippet))))


def serialize_snippet(library: SnippetLibrary, snippet: Snippet, because: str | None = None) -> dict[str, Any]:
    """Return the JSON form of a snippet, its sources as CSL-JSON; `because` is null in the library."""
    return {
        "id": snippet.id,
        "title": snippet.title,
        "text": snippet.text,
        "clinician_line": get_clinician_line() if snippet.needs_clinician_line else None,
        "because": because,
        "pillar": snippet.pillar,
        "chapter": snippet.chapter,
        "lines": list(snippet.lines),
        "topics": list(snippet.topics),
        "question": snippet.question or None,
        "more": list(snippet.more),
        "leads_to": snippet.leads_to or None,
        "size": snippet.size or None,
        "evidence": snippet.evidence,
        "certainty": snippet.certainty,
        "certainty_reason": snippet.certainty_reason,
        "population": snippet.population,
        "limits": snippet.limits,
        "reviewed": snippet.reviewed.isoformat(),
        "reviewed_by": get_reviewers(),
        "version": snippet.version,
        "sources": [source.to_csl_json() for source in library.list_sources(snippet)],
    }
