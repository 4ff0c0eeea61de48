"""What a coach sees, shown to the client who shares it."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from habitlog.usecases.sharing import preview
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, GrantId, SummaryWeeks
from habitlog.web.handler_queues import WRITES, PageRouter, runs_in
from habitlog.web.presenters.coach import (
    describe_coach_method,
    describe_rest_days_of_rows,
    list_column_headings,
    present_client_page,
    present_client_row,
)
from habitlog.web.responses import render_page

router = PageRouter(prefix="/sharing/grants")


@router.get("/{grant_id}/preview")
@runs_in(WRITES)
def show_grant_preview(request: Request, visitor: CurrentVisitor, grant_id: GrantId, weeks: SummaryWeeks) -> Response:
    """Show an active grant as its coach sees it: the row in the list and the page, in the coach's style of numbers."""
    app_context, now = get_context(request), get_context(request).now()
    expire_grants_if_due(app_context.database, visitor.person, now)
    with app_context.database.begin_read() as transaction:
        coach_preview = preview.load_coach_preview(transaction, visitor.person, grant_id, weeks, now)
    coach = coach_preview.coach
    today = coach.local_today(now)
    client_row = present_client_row(coach_preview.list_item, coach, today)
    values = {
        "grant": coach_preview.grant,
        "column_headings": list_column_headings(),
        "client_row": client_row,
        "rest_days": describe_rest_days_of_rows([client_row]),
        "client": present_client_page(coach_preview.summary, coach, today),
        "weeks": weeks,
        "method": describe_coach_method(),
    }
    return render_page(request, "grant_preview/show.html", values)
