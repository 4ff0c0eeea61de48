"""Settings: name, zone, day start, how numbers are written, password, other sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, Invalid
from habitlog.guard import Card
from habitlog.pillar.values import zones
from habitlog.usecases import accounts
from habitlog.usecases.screening import refused
from habitlog.web.decoding import number
from habitlog.web.deps import Form, Visitor, sender, visitor
from habitlog.web.house import house_of
from habitlog.web.pages.sessions import signed_in
from habitlog.web.rendering import page, see

router = APIRouter(prefix="/settings")
NEEDED = ("name", "zone", "day_start")


@router.get("")
def edit(request: Request, done: str = "") -> Response:
    """Show the settings."""
    return _draw(request, visitor(request), done=done)


@router.post("")
def update(request: Request, form: Form) -> Response:
    """Save what the form brings of a person's settings; no stored value and no past day moves."""
    who, house, given = sender(request, form), house_of(request), dict(form)
    typed = dict.fromkeys(NEEDED, "") | {name: given[name] for name in who.person.settings() if name in given}
    try:
        with house.database.write() as unit:
            accounts.change_profile(unit, who.person, {**typed, "day_start": number(typed["day_start"])})
    except Invalid as error:
        return _draw(request, who, typed, {p.field: p.message for p in error.problems}, status=422)
    except ClinicianTopic as error:
        errors, card = refused(error)
        return _draw(request, who, typed, errors, card=card, status=422)
    return see("/settings?done=saved")


@router.post("/password")
def change_password(request: Request, form: Form) -> Response:
    """Set a new password; every other session and every token ends."""
    who, house, given = sender(request, form), house_of(request), dict(form)
    try:
        secret = accounts.change_password(
            house.database, who.person, given.get("current", ""), given.get("new", ""), house.now()
        )
    except Invalid as error:
        return _draw(request, who, errors={p.field: p.message for p in error.problems}, status=422)
    return signed_in(house, secret, "/settings?done=password")


@router.post("/sessions/end")
def end_sessions(request: Request, form: Form) -> Response:
    """Sign out everywhere else."""
    who, house = sender(request, form), house_of(request)
    with house.database.write() as unit:
        accounts.end_other_sessions(unit, who.person, who.secret)
    return see("/settings?done=sessions")


def _draw(
    request: Request,
    who: Visitor,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    done: str = "",
    card: Card | None = None,
    status: int = 200,
) -> Response:
    values = {**who.person.settings(), **(typed or {})}
    told = {"values": values, "errors": errors or {}, "done": done, "card": card}
    context = {**told, "zones": zones(), "has_factor": who.has_factor}
    context["sends_mails"] = house_of(request).settings.mail_server() is not None
    return page(request, "settings/edit.html", context, status)
