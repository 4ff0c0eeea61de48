"""Today, any other day, the marks of days, and deletions taken back."""

from __future__ import annotations

from datetime import date
from typing import Literal, cast
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import Conflict, FieldProblem, Invalid, NotFound
from habitlog.usecases import education
from habitlog.usecases.dose_screening import find_card
from habitlog.usecases.entries import day_summary, days, undo
from habitlog.usecases.entries.entries import find_pillar
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due
from habitlog.validation import Day, parse_day
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, Visitor, require_form_sender, require_visitor
from habitlog.web.pages.sharing import unseen_notifications
from habitlog.web.presenters.snippets import build_snippet_view
from habitlog.web.responses import redirect, render_page, safe_redirect_target

router = APIRouter()


@router.get("/")
def show_today(request: Request) -> Response:
    """Show today."""
    who = require_visitor(request)
    return _render_day(request, who, who.person.local_today(get_context(request).now()))


@router.get("/days/{day}")
def show_day(request: Request, day: Day) -> Response:
    """Show any day that has come."""
    who = require_visitor(request)
    if day > who.person.local_today(get_context(request).now()):
        raise NotFound("This day has not come yet.")
    return _render_day(request, who, day)


def _render_day(request: Request, visitor: Visitor, day: date, conflict: Conflict | None = None) -> Response:
    house, asked = get_context(request), request.query_params
    if day == visitor.person.local_today(house.now()):
        expire_grants_if_due(house.database, visitor.person, house.now())
    with house.database.begin_read() as transaction:
        view = day_summary.build_day_summary(transaction, visitor.person, day, house.now())
        shown = education.find_day_snippet(transaction, house.library, visitor.person, day)
        just = conflict is not None or "deleted" in asked or "undone" in asked
        deleted = undo.list_undo_offers(transaction, visitor.person, day, house.now()) if just else ()
        noted = unseen_notifications(transaction, visitor.person, house.now()) if day == view.today else []
    context = {
        "view": view,
        "shown": build_snippet_view(shown, visitor.person.style) if shown else None,
        "card": find_card(asked.get("card", "")),
        "saved": day if "saved" in asked else None,
        "deleted": deleted,
        "notices": noted,
        "undone": "undone" in asked,
        "conflict": conflict.detail if conflict else "",
    }
    return render_page(request, "today/show.html", context, conflict.status if conflict else 200)


@router.post("/{pillar}/{entry_id}/undo")
def undo_entry_deletion(request: Request, pillar: str, entry_id: UUID, form: FormBody) -> Response:
    """Bring a deleted entry back; where something else has taken its place, say so on its day."""
    who, house, found = require_form_sender(request, form), get_context(request), find_pillar(pillar)
    try:
        with house.database.begin_write() as transaction:
            day = undo.restore_entry(transaction, who.person, found, str(entry_id), house.now())
    except Conflict as conflict:
        with house.database.begin_read() as transaction:
            day = undo.find_undo_day(transaction, who.person, found, str(entry_id), house.now())
        if day is not None:
            return _render_day(request, who, day, conflict)
    if day is None:
        raise NotFound("There is nothing to bring back here. A deletion can be undone for an hour.")
    return redirect(f"/days/{day}?undone=1")


@router.post("/days/{day}/marks/{pillar}")
def update_day_mark(request: Request, day: Day, pillar: str, form: FormBody) -> Response:
    """Mark a day "none" or "skipped", or take a mark back."""
    who, house = require_form_sender(request, form), get_context(request)
    what = dict(form).get("mark", "")
    if what not in {"none", "skipped", ""}:
        raise Invalid([FieldProblem("mark", "One of these fits here: none, skipped.")])
    with house.database.begin_write() as transaction:
        if what:
            days.mark_day(
                transaction, who.person, find_pillar(pillar), day, cast("Literal['none', 'skipped']", what), house.now()
            )
        else:
            days.unmark_day(transaction, who.person, find_pillar(pillar), day)
    return redirect(f"/days/{day}")


@router.post("/marks")
def mark_unlogged_days(request: Request, form: FormBody) -> Response:
    """Mark several open days "nothing" at once; each cell is "2026-03-12.sleep"."""
    who, house = require_form_sender(request, form), get_context(request)
    cells = [value.partition(".") for name, value in form if name == "cell"]
    with house.database.begin_write() as transaction:
        for iso, _, key in cells:
            days.mark_day(transaction, who.person, find_pillar(key), _parse_cell_day(iso), "none", house.now())
    return redirect(safe_redirect_target(dict(form).get("back", "/")))


def _parse_cell_day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        raise Invalid([FieldProblem("cell", "A cell is a date and a pillar, like 2026-03-12.sleep.")]) from None
