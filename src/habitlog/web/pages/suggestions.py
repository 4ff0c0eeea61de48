"""Names that fit what is being typed, for the script of the form."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from habitlog.usecases import suggestions
from habitlog.usecases.entries import find_pillar
from habitlog.web.deps import require_visitor
from habitlog.web.house import get_context

router = APIRouter()


@router.get("/{pillar}/suggestions")
def suggest_entry_names(
    request: Request, pillar: str, q: Annotated[str, Query(max_length=suggestions.MAX_QUERY_LENGTH)] = ""
) -> Response:
    """Answer with up to 12 names as JSON: own ones, most recent first, then common ones."""
    who, found = require_visitor(request), find_pillar(pillar)
    with get_context(request).database.begin_read() as transaction:
        fitting = suggestions.suggest_names(transaction, who.person, found, q)
    return Response(orjson.dumps(suggestions.serialize_suggestions(fitting)), media_type="application/json")
