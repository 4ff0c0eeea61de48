"""The library for programs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.usecases import education
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.context import get_context
from habitlog.web.dependencies import authenticate_token

router = APIRouter(tags=["snippets"])


@router.get("/snippets")
def index(
    request: Request,
    topic: str | None = None,
    pillar: str | None = None,
    evidence: str | None = None,
    saved: bool | None = None,
    q: str = "",
) -> Response:
    """List the snippets: all of them, or those that every filter lets through, best first where a search found them."""
    person, house = authenticate_token(request, "read"), get_context(request)
    library, asked = house.library, q.strip()
    among = education.search_library(house.search_index, asked).snippets if asked else library.snippets
    with house.database.begin_read() as transaction:
        found = education.filter_snippets(
            transaction, library, person, among, topic=topic, pillar=pillar, evidence=evidence, saved=saved
        )
    return render_json_response(
        ApiResponse({"items": [education.serialize_snippet(library, snippet) for snippet in found]})
    )


@router.get("/snippets/{snippet}")
def show(request: Request, snippet: str) -> Response:
    """Show one snippet with its sources."""
    authenticate_token(request, "read")
    library = get_context(request).library
    return render_json_response(
        ApiResponse(education.serialize_snippet(library, education.find_snippet(library, snippet)))
    )
