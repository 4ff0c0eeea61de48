"""Signing up."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, Conflict, Invalid
from habitlog.guard import Card
from habitlog.pillar.values import zones
from habitlog.usecases import accounts, emergency
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
        accounts.require_open(unit, house.settings.sign_up)
    return _draw(request, dict.fromkeys(FIELDS, "") | {"to": to}, {})


@router.post("/sign-up")
def create(request: Request, form: Form) -> Response:
    """Make an account and open its first day, or the page that led here."""
    house, given = house_of(request), dict(form)
    asked = {name: given.get(name, "") for name in FIELDS}
    raw = asked | {"to": given.get("to", "/")}
    try:
        secret = accounts.sign_up(house.database, asked, house.settings.sign_up, house.now())
    except Invalid as error:
        return _draw(request, raw, {problem.field: problem.message for problem in error.problems}, status=error.status)
    except ClinicianTopic as error:
        return _draw(request, raw, *refused(error), error.status)
    except Conflict as error:
        return _draw(request, raw, {"email": error.detail}, status=error.status)
    return signed_in(house, secret, safe_way(raw["to"]))


def _draw(
    request: Request, values: Mapping[str, str], errors: Mapping[str, str], card: Card | None = None, status: int = 200
) -> Response:
    known = {"values": {**values, "password": ""}, "errors": errors, "zones": zones(), "card": card}
    way = {"to": safe_way(values["to"]), "sign_in": with_way("/sign-in", values["to"])}
    return page(request, "people/new.html", known | way | {"emergency": emergency.numbers(values["zone"])}, status)
