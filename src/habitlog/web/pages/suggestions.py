"""Names that fit what is being typed, for the script of the form."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from habitlog.usecases import suggestions
from habitlog.usecases.entries import pillar_called
from habitlog.web.deps import visitor
from habitlog.web.house import house_of

router = APIRouter()


@router.get("/{pillar}/suggestions")
def index(
    request: Request, pillar: str, q: Annotated[str, Query(max_length=suggestions.LONGEST_QUERY)] = ""
) -> Response:
    """Answer with up to 12 names as JSON: own ones, most recent first, then common ones."""
    who, found = visitor(request), pillar_called(pillar)
    with house_of(request).database.read() as unit:
        fitting = suggestions.suggest(unit, who.person, found, q)
    return Response(orjson.dumps(suggestions.as_json(fitting)), media_type="application/json")
