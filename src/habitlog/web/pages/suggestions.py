"""Names that fit what is being typed, for the script of the form."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from habitlog.usecases.entries import name_suggestions
from habitlog.usecases.entries.entries import find_pillar
from habitlog.web.context import get_context
from habitlog.web.dependencies import require_visitor

router = APIRouter()


@router.get("/{pillar}/suggestions")
def suggest_entry_names(
    request: Request, pillar: str, q: Annotated[str, Query(max_length=name_suggestions.MAX_QUERY_LENGTH)] = ""
) -> Response:
    """Answer with up to 12 names as JSON: own ones, most recent first, then common ones."""
    who, found = require_visitor(request), find_pillar(pillar)
    with get_context(request).database.begin_read() as transaction:
        fitting = name_suggestions.suggest_names(transaction, who.person, found, q)
    return Response(orjson.dumps(name_suggestions.serialize_suggestions(fitting)), media_type="application/json")
