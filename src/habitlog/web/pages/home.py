"""Today, any other day, the marks of days, and deletions taken back."""

from __future__ import annotations

from datetime import date
from typing import Literal, cast
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import Conflict, FieldProblem, Invalid, NotFound
from habitlog.pillar.values import Day, read_day
from habitlog.usecases import days, dayview, learning, undoing
from habitlog.usecases.entries import pillar_called
from habitlog.usecases.screening import card_of
from habitlog.usecases.settling import settle_if_due
from habitlog.web.deps import Form, Visitor, sender, visitor
from habitlog.web.house import house_of
from habitlog.web.pages.sharing import notices
from habitlog.web.rendering import page, safe_way, see

router = APIRouter()


@router.get("/")
def index(request: Request) -> Response:
    """Show today."""
    who = visitor(request)
    return _day(request, who, who.person.today(house_of(request).now()))


@router.get("/days/{day}")
def show(request: Request, day: Day) -> Response:
    """Show any day that has come."""
    who = visitor(request)
    if day > who.person.today(house_of(request).now()):
        raise NotFound("This day has not come yet.")
    return _day(request, who, day)


def _day(request: Request, who: Visitor, day: date, conflict: Conflict | None = None) -> Response:
    house, asked = house_of(request), request.query_params
    if day == who.person.today(house.now()):
        settle_if_due(house.database, who.person, house.now())
    with house.database.read() as unit:
        view = dayview.view(unit, who.person, day, house.now())
        shown = learning.of_day(unit, house.library, who.person, day)
        just = conflict is not None or "deleted" in asked or "undone" in asked
        deleted = undoing.offers(unit, who.person, day, house.now()) if just else ()
        noted = notices(unit, who.person, house.now()) if day == view.today else []
    context = {
        "view": view,
        "shown": shown,
        "card": card_of(asked.get("card", "")),
        "saved": day if "saved" in asked else None,
        "deleted": deleted,
        "notices": noted,
        "undone": "undone" in asked,
        "conflict": conflict.detail if conflict else "",
    }
    return page(request, "home/show.html", context, conflict.status if conflict else 200)


@router.post("/{pillar}/{entry_id}/undo")
def undo(request: Request, pillar: str, entry_id: UUID, form: Form) -> Response:
    """Bring a deleted entry back; where something else has taken its place, say so on its day."""
    who, house, found = sender(request, form), house_of(request), pillar_called(pillar)
    try:
        with house.database.write() as unit:
            day = undoing.undo(unit, who.person, found, str(entry_id), house.now())
    except Conflict as conflict:
        with house.database.read() as unit:
            day = undoing.offered(unit, who.person, found, str(entry_id), house.now())
        if day is not None:
            return _day(request, who, day, conflict)
    if day is None:
        raise NotFound("There is nothing to bring back here. A deletion can be undone for an hour.")
    return see(f"/days/{day}?undone=1")


@router.post("/days/{day}/marks/{pillar}")
def mark(request: Request, day: Day, pillar: str, form: Form) -> Response:
    """Mark a day "none" or "skipped", or take a mark back."""
    who, house = sender(request, form), house_of(request)
    what = dict(form).get("mark", "")
    if what not in {"none", "skipped", ""}:
        raise Invalid([FieldProblem("mark", "One of these fits here: none, skipped.")])
    with house.database.write() as unit:
        if what:
            days.mark(
                unit, who.person, pillar_called(pillar), day, cast("Literal['none', 'skipped']", what), house.now()
            )
        else:
            days.unmark(unit, who.person, pillar_called(pillar), day)
    return see(f"/days/{day}")


@router.post("/marks")
def mark_bare(request: Request, form: Form) -> Response:
    """Mark several open days "nothing" at once; each cell is "2026-03-12.sleep"."""
    who, house = sender(request, form), house_of(request)
    cells = [value.partition(".") for name, value in form if name == "cell"]
    with house.database.write() as unit:
        for iso, _, key in cells:
            days.mark(unit, who.person, pillar_called(key), _day_of(iso), "none", house.now())
    return see(safe_way(dict(form).get("back", "/")))


def _day_of(iso: str) -> date:
    try:
        return read_day(iso)
    except ValueError:
        raise Invalid([FieldProblem("cell", "A cell is a date and a pillar, like 2026-03-12.sleep.")]) from None
