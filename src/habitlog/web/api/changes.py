"""What changed since a program asked last."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import Response

from habitlog.pillars import PILLARS
from habitlog.tracking.entry_json import serialize_entry
from habitlog.usecases.entries.changes import DAY_LENGTH, ItemChange, list_changes
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.api.conditional import ConditionalReader, list_etag_headers
from habitlog.web.api.entries import PageLimit
from habitlog.web.api.query_parameters import Cursor
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.context import get_context

router = ApiRouter("changes")
SinceCursor = Annotated[Cursor | None, Query(description="`next` of the answer before; without it, everything.")]


@router.get("/changes")
def show_changes(
    request: Request, person: ConditionalReader, since: SinceCursor = None, limit: PageLimit = 1000
) -> Response:
    """List entries and day marks that were saved or deleted since a cursor, each once, in the order of their change.

    Deleted ones have their id or day alone. With `full` true the pages are everything there is, in place of all a
    program has.
    """
    with get_context(request).database.begin_read() as transaction:
        page = list_changes(transaction, person, since, limit)
    answer = {
        "items": [_serialize_change(change) for change in page.changes],
        "next": page.next_cursor,
        "more": page.has_more,
        "full": page.is_full,
    }
    return render_json_response(ApiResponse(answer, headers=list_etag_headers(request)))


def _serialize_change(change: ItemChange) -> dict[str, Any]:
    if change.row is not None:
        return {"change": "saved", "entry": serialize_entry(PILLARS[change.pillar], change.row)}
    if change.mark is not None:
        return {"change": "saved", "mark": {"day": change.item, "pillar": change.pillar, "mark": change.mark}}
    if len(change.item) == DAY_LENGTH:
        return {"change": "deleted", "mark": {"day": change.item, "pillar": change.pillar}}
    return {"change": "deleted", "entry": {"id": change.item, "pillar": change.pillar}}
