"""The page of the timer of a kind of entry."""

from __future__ import annotations

from uuid import uuid4

from fastapi import Request
from msgspec.structs import replace
from starlette.responses import Response

from habitlog.errors import NotFound
from habitlog.tracking import EntryKind, Pillar, Timer
from habitlog.validation import Day
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, ShownPillar
from habitlog.web.forms.entry_form import build_blank_form
from habitlog.web.forms.prefill import from_query
from habitlog.web.handler_queues import PageRouter
from habitlog.web.responses import render_page

router = PageRouter()


@router.get("/{pillar}/timer")
def show_entry_timer(
    request: Request, visitor: CurrentVisitor, pillar: ShownPillar, kind: str = "", day: Day | None = None
) -> Response:
    """Show the timer of a kind, by default of the pillar's first one that has a timer; the query can set it up."""
    person = visitor.person
    timed_kind, timer = _find_timed_kind(pillar, kind)
    today = person.local_today(get_context(request).now())
    form = build_blank_form(pillar, timed_kind, day or today, today, str(uuid4()), person.style)
    form = from_query(form, request.query_params.multi_items(), person.zone, person.style)
    setup_fields = [
        replace(bound, field=replace(bound.field, label=timer.start_label(bound.field)))
        for bound in form.fields
        if bound.field.name in timer.asked_fields
    ]
    return render_page(request, "timers/show.html", {"form": form, "timer": timer, "setup_fields": setup_fields})


def _find_timed_kind(pillar: Pillar, kind_key: str) -> tuple[EntryKind, Timer]:
    for kind in pillar.kinds:
        if kind.timer and kind_key in {"", kind.key}:
            return kind, kind.timer
    raise NotFound
