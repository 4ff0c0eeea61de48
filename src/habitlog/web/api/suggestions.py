"""Names that fit what is being typed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from habitlog.usecases import suggestions
from habitlog.usecases.entries import pillar_called
from habitlog.web.api.answers import Answer, as_response
from habitlog.web.deps import program
from habitlog.web.house import house_of

router = APIRouter(tags=["suggestions"])


@router.get("/{pillar}/suggestions")
def index(
    request: Request, pillar: str, q: Annotated[str, Query(max_length=suggestions.LONGEST_QUERY)] = ""
) -> Response:
    """List up to 12 names: own ones, most recent first, then common ones."""
    person, found = program(request, "read"), pillar_called(pillar)
    with house_of(request).database.read() as unit:
        fitting = suggestions.suggest(unit, person, found, q)
    return as_response(Answer(suggestions.as_json(fitting)))
