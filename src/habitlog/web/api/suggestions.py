"""Names that fit what is being typed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from habitlog.usecases.entries import name_suggestions
from habitlog.usecases.entries.entries import find_pillar
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.context import get_context
from habitlog.web.dependencies import authenticate_token

router = APIRouter(tags=["suggestions"])


@router.get("/{pillar}/suggestions")
def index(
    request: Request, pillar: str, q: Annotated[str, Query(max_length=name_suggestions.MAX_QUERY_LENGTH)] = ""
) -> Response:
    """List up to 12 names: own ones, most recent first, then common ones."""
    person, found = authenticate_token(request, "read"), find_pillar(pillar)
    with get_context(request).database.begin_read() as transaction:
        fitting = name_suggestions.suggest_names(transaction, person, found, q)
    return render_json_response(ApiResponse(name_suggestions.serialize_suggestions(fitting)))
