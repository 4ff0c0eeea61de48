"""The page of a timer, for any kind of entry that declares one."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import NotFound
from habitlog.pillar import Kind, Pillar, Timer
from habitlog.pillar.values import Day
from habitlog.usecases.entries import pillar_called
from habitlog.web import beginnings, binding
from habitlog.web.deps import visitor
from habitlog.web.house import house_of
from habitlog.web.rendering import page

router = APIRouter()


@router.get("/{pillar}/timer")
def show(request: Request, pillar: str, kind: str = "", day: Day | None = None) -> Response:
    """Show the timer of a kind, or of the pillar's first kind that has one; set up with what the address brings."""
    who = visitor(request)
    found = pillar_called(pillar)
    timed, timer = _timed(found, kind)
    today = who.person.today(house_of(request).now())
    form = binding.blank(found, timed, day or today, today, str(uuid4()), who.person.style)
    form = beginnings.begun(form, request.query_params.multi_items(), who.person.zone, who.person.style)
    set_up = [
        replace(one, field=replace(one.field, label=timer.label(one.field)))
        for one in form.fields
        if one.field.name in timer.asks
    ]
    return page(request, "timers/show.html", {"form": form, "timer": timer, "set_up": set_up})


def _timed(pillar: Pillar, key: str) -> tuple[Kind, Timer]:
    for kind in pillar.kinds:
        if kind.timer and key in {"", kind.key}:
            return kind, kind.timer
    raise NotFound
