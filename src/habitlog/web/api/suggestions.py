"""Suggestions for a name that is being typed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from habitlog.usecases.entries import name_suggestions
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.api.conditional import ConditionalReader, list_etag_headers
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.context import get_context
from habitlog.web.dependencies import PathPillar
from habitlog.web.presenters.name_suggestions import serialize_suggestions

router = ApiRouter("suggestions")


@router.get("/{pillar}/suggestions")
def list_suggestions(
    request: Request,
    person: ConditionalReader,
    pillar: PathPillar,
    q: Annotated[str, Query(max_length=name_suggestions.MAX_QUERY_LENGTH)] = "",
) -> Response:
    """List up to 12 names: own ones, most recent first, then common ones."""
    with get_context(request).database.begin_read() as transaction:
        suggestions = name_suggestions.suggest_names(transaction, person, pillar, q)
    return render_json_response(ApiResponse(serialize_suggestions(suggestions), headers=list_etag_headers(request)))
