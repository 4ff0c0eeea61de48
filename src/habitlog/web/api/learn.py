"""The library for programs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.usecases import learning
from habitlog.web.api.answers import Answer, as_response
from habitlog.web.deps import program
from habitlog.web.house import house_of

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
    person, house = program(request, "read"), house_of(request)
    library, asked = house.library, q.strip()
    among = learning.search(house.index, asked).snippets if asked else library.all
    with house.database.read() as unit:
        found = learning.listed(unit, library, person, among, topic=topic, pillar=pillar, evidence=evidence, kept=saved)
    return as_response(Answer({"items": [learning.as_json(library, snippet) for snippet in found]}))


@router.get("/snippets/{snippet}")
def show(request: Request, snippet: str) -> Response:
    """Show one snippet with its sources."""
    program(request, "read")
    library = house_of(request).library
    return as_response(Answer(learning.as_json(library, learning.find(library, snippet))))
