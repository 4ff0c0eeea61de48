"""What a coach sees, for the client who shows it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.usecases import previewing
from habitlog.usecases.settling import settle_if_due
from habitlog.web import clientwords, coachwords
from habitlog.web.deps import visitor
from habitlog.web.house import house_of
from habitlog.web.pages.coach import weeks_in
from habitlog.web.pages.grants import id_of
from habitlog.web.rendering import page

router = APIRouter(prefix="/sharing/grants")


@router.get("/{grant_id}/preview")
def show(request: Request, grant_id: str, weeks: str = "12") -> Response:
    """Show an active grant as its coach sees it: the row in the list and the page, in the coach's own numbers."""
    who, house, now = visitor(request), house_of(request), house_of(request).now()
    settle_if_due(house.database, who.person, now)
    asked = weeks_in(weeks)
    with house.database.read() as unit:
        found = previewing.preview(unit, who.person, id_of(grant_id), asked, now)
    today = found.coach.today(now)
    context = {
        "grant": found.grant,
        "heads": clientwords.heads(),
        "row": clientwords.line(found.listed, found.coach, today),
        "client": coachwords.closely(found.closely, found.coach, today),
        "weeks": asked,
        "method": coachwords.method(),
    }
    return page(request, "previews/show.html", context)
