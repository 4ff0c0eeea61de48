"""Today and any other day, the marks of days, and undoing a deletion."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Literal, cast
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import Conflict, FieldProblem, HabitlogError, Invalid, NotFound
from habitlog.tracking import Pillar
from habitlog.usecases import education, notifications, urgent_cards
from habitlog.usecases.entries import day_summary, day_tags, days, undo
from habitlog.usecases.entries.entries import find_pillar
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due
from habitlog.usecases.trends.experiments import find_experiment_of_day
from habitlog.validation import Day, parse_day
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, FormSender, PathPillar, Visitor, require_visitor
from habitlog.web.handler_queues import PageRouter
from habitlog.web.presenters.clinician_cards import build_urgent_card, find_card
from habitlog.web.presenters.day import present_rows
from habitlog.web.presenters.error_text import describe_error
from habitlog.web.presenters.experiments import present_drawn_habit
from habitlog.web.presenters.sharing import present_notifications
from habitlog.web.presenters.snippets import build_snippet_view
from habitlog.web.responses import cached_page, redirect, render_page, safe_redirect_target

router = PageRouter()

# The two pages that are opened most find their visitor themselves: a dependency that reads the database takes one more
# change of thread, 0.1 ms.


@router.get("/")
def show_today(request: Request) -> Response:
    """Show today."""
    visitor = require_visitor(request)
    return _show_day(request, visitor, visitor.person.local_today(get_context(request).now()))


@router.get("/days/{day}")
def show_day(request: Request, day: Day) -> Response:
    """Show a day up to today."""
    visitor = require_visitor(request)
    if day > visitor.person.local_today(get_context(request).now()):
        raise NotFound("day_in_future")
    return _show_day(request, visitor, day)


def _show_day(request: Request, visitor: Visitor, day: date) -> Response:
    render = partial(render_day, request, visitor, day)
    # What came of the last step, and what is about a grant, depends on the instant.
    if request.url.query or visitor.has_ending_grants or visitor.has_new_notifications:
        return render()
    return cached_page(request, visitor, render)


def day_url(day: date, pillar: Pillar | None = None, saved_id: str = "") -> str:
    """Return the address of a day's page; with an entry that was just saved, that of its pillar's row."""
    row = f"#{pillar.key}" if pillar else ""
    return f"/days/{day}?saved={saved_id}{row}" if saved_id else f"/days/{day}{row}"


def render_day(request: Request, visitor: Visitor, day: date, conflict: HabitlogError | None = None) -> Response:
    """Return the page of a day, with a message about what could not be saved."""
    app_context, person, query = get_context(request), visitor.person, request.query_params
    now = app_context.now()
    is_today = day == person.local_today(now)
    if is_today and visitor.has_ending_grants:
        expire_grants_if_due(app_context.database, person, now, only_if_free=True)
    offers_undo = conflict is not None or "deleted" in query or "undone" in query
    with app_context.database.begin_read() as transaction:
        view = day_summary.build_day_summary(transaction, person, day, now)
        tags = day_tags.list_tags(transaction, person)
        tagged = day_tags.list_tagged_days(transaction, person, day, day) if tags else {}
        urgent = urgent_cards.list_urgent_cards(transaction, person)
        snippet = education.find_day_snippet(transaction, app_context.library, person, day, view.today)
        experiment = find_experiment_of_day(transaction, person, day) if is_today else None
        undo_offers = undo.list_undo_offers(transaction, person, day, now) if offers_undo else ()
        has_new = visitor.has_new_notifications or visitor.has_ending_grants
        unseen = notifications.list_notifications(transaction, person, only_new=True) if is_today and has_new else ()
    is_urgent = bool(urgent.open_kinds) and (is_today or urgent.is_open_for(day))
    values = {
        "view": view,
        "rows": present_rows(view, person),
        "tags": [(tag, tag.id in tagged) for tag in tags],
        "urgent_card": build_urgent_card(urgent.open_kinds) if is_urgent else None,
        "snippet": build_snippet_view(snippet, app_context.library, person.style) if snippet else None,
        "referral_card": find_card(query.get("card", "")),
        "drawn_habit": present_drawn_habit(experiment, day),
        "saved_id": query.get("saved", ""),
        "undo_offers": undo_offers,
        "notifications": present_notifications(unseen, person, now),
        "undone": "undone" in query,
        "marked_days": [cell for cell in query.get("marked", "").split(",") if _is_cell(cell)],
        "is_introduced": is_today and not view.has_entries,
        "conflict_message": describe_error(conflict) if conflict else "",
    }
    return render_page(request, "today/show.html", values, conflict.status if conflict else 200)


@router.post("/urgent-cards/close")
def close_urgent_cards(request: Request, visitor: FormSender, form: FormBody) -> Response:
    """Close every open urgent card."""
    app_context = get_context(request)
    with app_context.database.begin_write() as transaction:
        urgent_cards.close_urgent_cards(transaction, visitor.person, app_context.now())
    return redirect(safe_redirect_target(dict(form).get("back", "/")))


@router.post("/{pillar}/{entry_id}/undo")
def undo_entry_deletion(request: Request, visitor: FormSender, pillar: PathPillar, entry_id: UUID) -> Response:
    """Restore a deleted entry; where another one has taken its place, show its day with a message."""
    app_context, person, restored_id = get_context(request), visitor.person, str(entry_id)
    try:
        with app_context.database.begin_write() as transaction:
            day = undo.restore_entry(transaction, person, pillar, restored_id, app_context.now())
    except Conflict as conflict:
        with app_context.database.begin_read() as transaction:
            day = undo.find_undo_day(transaction, person, pillar, restored_id, app_context.now())
        if day is not None:
            return render_day(request, visitor, day, conflict)
    if day is None:
        raise NotFound("undo_nothing_left")
    return redirect(f"/days/{day}?undone=1")


@router.post("/days/{day}/marks/{pillar}")
def update_day_mark(request: Request, visitor: FormSender, pillar: PathPillar, day: Day, form: FormBody) -> Response:
    """Mark a day "none" or "skipped", or delete its mark."""
    app_context, mark = get_context(request), dict(form).get("mark", "")
    if mark not in {"none", "skipped", ""}:
        raise Invalid([FieldProblem("mark", "choice_unknown", {"choices": ["none", "skipped"]})])
    with app_context.database.begin_write() as transaction:
        if mark:
            days.mark_day(
                transaction, visitor.person, pillar, day, cast("Literal['none', 'skipped']", mark), app_context.now()
            )
        else:
            days.unmark_day(transaction, visitor.person, pillar, day)
    return redirect(f"/days/{day}")


@router.post("/marks")
def mark_unlogged_days(request: Request, visitor: FormSender, form: FormBody) -> Response:
    """Mark several days "none" at once; each `cell` is a day and a pillar, like "2026-03-12.training".

    With an empty `mark` their marks are deleted again. Only pillars that allow it: nobody sleeps or eats nothing for
    days in a row, and a tap too many must not say so.
    """
    app_context, values = get_context(request), dict(form)
    cells = [value for name, value in form if name == "cell"]
    with app_context.database.begin_write() as transaction:
        for pillar, day in map(_parse_cell, cells):
            if values.get("mark") == "":
                days.unmark_day(transaction, visitor.person, pillar, day)
            elif not pillar.allows_bulk_none:
                raise Invalid([FieldProblem("cell", "one_day_at_a_time", {"pillar": pillar.key})])
            else:
                days.mark_day(transaction, visitor.person, pillar, day, "none", app_context.now())
    back = safe_redirect_target(values.get("back", "/"))
    return redirect(f"{back}?marked={','.join(cells)}" if cells and values.get("mark") != "" else back)


def _parse_cell(cell: str) -> tuple[Pillar, date]:
    day_text, _, pillar_key = cell.partition(".")
    pillar = find_pillar(pillar_key)
    try:
        day = parse_day(day_text)
    except ValueError:
        raise Invalid([FieldProblem("cell", "cell_format")]) from None
    return pillar, day


def _is_cell(cell: str) -> bool:
    try:
        return bool(_parse_cell(cell))
    except (Invalid, NotFound):
        return False
