"""Suggestions for a name that is being typed, for the script of the form."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import Query, Request
from starlette.responses import Response

from habitlog.usecases.entries import name_suggestions
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, ShownPillar
from habitlog.web.handler_queues import PageRouter
from habitlog.web.presenters.name_suggestions import serialize_suggestions

router = PageRouter()


@router.get("/{pillar}/suggestions")
def suggest_entry_names(
    request: Request,
    visitor: CurrentVisitor,
    pillar: ShownPillar,
    q: Annotated[str, Query(max_length=name_suggestions.MAX_QUERY_LENGTH)] = "",
) -> Response:
    """Respond with up to 12 names as JSON: own ones, most recent first, then common ones."""
    with get_context(request).database.begin_read() as transaction:
        suggestions = name_suggestions.suggest_names(transaction, visitor.person, pillar, q)
    return Response(orjson.dumps(serialize_suggestions(suggestions)), media_type="application/json")
