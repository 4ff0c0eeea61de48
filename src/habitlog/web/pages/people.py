"""Signing up, where a server goes by invitation with the code of one."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, Conflict, HabitlogError, Invalid, NotFound, TooManyTries
from habitlog.guard import Card
from habitlog.pillar.values import zones
from habitlog.usecases import emergency, joining
from habitlog.usecases.screening import refused
from habitlog.web.deps import Form, visitor_or_nobody
from habitlog.web.house import house_of
from habitlog.web.pages.sessions import signed_in
from habitlog.web.rendering import page, safe_way, see, with_way

router = APIRouter()
FIELDS = ("name", "email", "password", "zone")


@router.get("/sign-up")
def new(request: Request, to: str = "/") -> Response:
    """Show the sign-up form, where this server takes new accounts; it leads on to `to`."""
    house = house_of(request)
    if visitor_or_nobody(request):
        return see(safe_way(to))
    with house.database.read() as unit:
        joining.require_door(unit, house.settings.sign_up)
    return _draw(request, dict.fromkeys(FIELDS, "") | {"to": to}, {})


@router.post("/sign-up")
def create(request: Request, form: Form) -> Response:
    """Make an account and open its first day; or the page that led here; with a code, the pages of a coach."""
    house, given, place = house_of(request), dict(form), request.client.host if request.client else ""
    raw, code = {name: given.get(name, "") for name in FIELDS}, given.get("code", "")
    typed = raw | {"code": code[:200], "to": given.get("to", "/")}
    try:
        secret = joining.sign_up(house.database, raw, code, house.settings.sign_up, place, house.now())
    except ClinicianTopic as error:
        return _draw(request, typed, *refused(error), error.status)
    except (Invalid, Conflict, NotFound, TooManyTries) as error:
        answer = _draw(request, typed, _told(error), status=error.status)
        if isinstance(error, TooManyTries):
            answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    return signed_in(house, secret, "/coach" if code else safe_way(typed["to"]))


def _told(error: HabitlogError) -> dict[str, str]:
    """Return what was refused, by field: a taken address is told there, everything about a code at the code."""
    if isinstance(error, Invalid):
        return {problem.field: problem.message for problem in error.problems}
    return {"email" if isinstance(error, Conflict) else "code": error.detail}


def _draw(
    request: Request, values: Mapping[str, str], errors: Mapping[str, str], card: Card | None = None, status: int = 200
) -> Response:
    house = house_of(request)
    with house.database.read() as unit:
        door = joining.door(unit, house.settings.sign_up)
    known = {"values": {**values, "password": ""}, "errors": errors, "zones": zones(), "card": card}
    way = {"to": safe_way(values["to"]), "sign_in": with_way("/sign-in", values["to"])}
    more = {"needs_code": door == "code", "emergency": emergency.numbers(values["zone"])}
    return page(request, "people/new.html", known | way | more, status)
