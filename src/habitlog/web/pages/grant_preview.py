"""What a coach sees, for the client who shows it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.usecases.sharing import preview
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due
from habitlog.web.context import get_context
from habitlog.web.dependencies import require_visitor
from habitlog.web.pages.coach import parse_week_count
from habitlog.web.pages.grants import parse_grant_id
from habitlog.web.presenters.coach import (
    describe_coach_method,
    list_pillar_headings,
    present_client_page,
    present_client_row,
)
from habitlog.web.responses import render_page

router = APIRouter(prefix="/sharing/grants")


@router.get("/{grant_id}/preview")
def show_grant_preview(request: Request, grant_id: str, weeks: str = "12") -> Response:
    """Show an active grant as its coach sees it: the row in the list and the page, in the coach's own numbers."""
    who, house, now = require_visitor(request), get_context(request), get_context(request).now()
    expire_grants_if_due(house.database, who.person, now)
    asked = parse_week_count(weeks)
    with house.database.begin_read() as transaction:
        found = preview.load_coach_preview(transaction, who.person, parse_grant_id(grant_id), asked, now)
    today = found.coach.local_today(now)
    context = {
        "grant": found.grant,
        "heads": list_pillar_headings(),
        "row": present_client_row(found.list_item, found.coach, today),
        "client": present_client_page(found.summary, found.coach, today),
        "weeks": asked,
        "method": describe_coach_method(),
    }
    return render_page(request, "grant_preview/show.html", context)
