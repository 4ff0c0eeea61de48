"""Inviting a coach: four switches that are off, a code that is shown once, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, Conflict, Invalid
from habitlog.sharing import consent
from habitlog.usecases import inviting
from habitlog.web.deps import Form, Visitor, sender, visitor
from habitlog.web.house import house_of
from habitlog.web.pages.grants import id_of, pillars_in
from habitlog.web.rendering import page, see
from habitlog.web.sharingwords import glance, moment

router = APIRouter(prefix="/sharing/invitations")
FIELDS = ("label", "history_from", "until")


@router.get("/new")
def new(request: Request) -> Response:
    """Show the form of an invitation."""
    return _draw(request, visitor(request))


@router.post("/new")
def create(request: Request, form: Form) -> Response:
    """Make an invitation and show its code, this once."""
    who, house, given = sender(request, form), house_of(request), dict(form)
    typed: dict[str, Any] = {"pillars": pillars_in(form)} | {name: given.get(name, "") for name in FIELDS}
    try:
        with house.database.write() as unit:
            made = inviting.invite(unit, who.person, typed, house.now())
    except Invalid as error:
        return _draw(request, who, typed, {p.field.partition(".")[0]: p.message for p in error.problems}, status=422)
    except ClinicianTopic as error:
        return _draw(request, who, typed, {error.field: error.detail}, status=422)
    except Conflict as error:
        return _draw(request, who, typed, told=error.detail, status=error.status)
    today, until = who.person.today(house.now()), made.invite.expires_at
    link = f"{house.settings.base_url or str(request.base_url).rstrip('/')}/coach#{made.code}"
    context = {"shown": glance(made.invite, who.person, house.now()), "code": made.code, "link": link}
    return page(request, "invitations/made.html", {**context, "taken_by": moment(until, who.person, today)})


@router.post("/{invite_id}/withdraw")
def withdraw(request: Request, invite_id: str, form: Form) -> Response:
    """Take an open invitation back at once."""
    who, house = sender(request, form), house_of(request)
    with house.database.write() as unit:
        inviting.withdraw(unit, who.person, id_of(invite_id), house.now())
    return see("/sharing?done=withdrawn")


def _draw(
    request: Request,
    who: Visitor,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    told: str = "",
    status: int = 200,
) -> Response:
    today = who.person.today(house_of(request).now())
    offered = {"pillars": [], "label": who.person.name, "history_from": today.isoformat()}
    offered["until"] = (today + timedelta(days=consent.DAYS)).isoformat()
    context = {"values": typed or offered, "errors": errors or {}, "told_of": told, "days": consent.MOST_DAYS}
    return page(request, "invitations/new.html", context, status)
