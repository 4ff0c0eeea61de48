"""Setting up the second step of one's sign-in."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import Conflict, Invalid
from habitlog.usecases import factorsetup
from habitlog.web.deps import Form, Visitor, sender, visitor
from habitlog.web.house import house_of
from habitlog.web.pages.sessions import keeping, signed_in
from habitlog.web.qr import picture
from habitlog.web.rendering import page, see

router = APIRouter(prefix="/settings/second-step")
HERE = "/settings/second-step"


@router.get("")
def show(request: Request, done: str = "") -> Response:
    """Show whether it is on, and what can be done about it."""
    return _draw(request, visitor(request), done=done)


@router.post("")
def create(request: Request, form: Form) -> Response:
    """Begin: for the password, show what an app takes and ask for its first code."""
    who, house, given = sender(request, form), house_of(request), dict(form)
    try:
        factorsetup.begin(house.database, who.person, given.get("password", ""), house.now())
    except Invalid as error:
        return _draw(request, who, {p.field: p.message for p in error.problems}, status=error.status)
    except Conflict:
        return see(HERE)
    return _ask_first(request, who)


@router.post("/confirm")
def confirm(request: Request, form: Form) -> Response:
    """Switch it on by a first code; every other session ends, and the recovery codes are shown this once."""
    who, house, given = sender(request, form), house_of(request), dict(form)
    key = house.settings.secret_key()
    try:
        done = factorsetup.confirm(house.database, key, who.person, given.get("code", ""), house.now())
    except Invalid as error:
        return _ask_first(request, who, error.problems[0].message, error.status)
    except Conflict:
        return see(HERE)
    return keeping(page(request, "factor/codes.html", {"codes": done.codes, "fresh": True}), house, done.secret)


@router.post("/codes")
def renew(request: Request, form: Form) -> Response:
    """Make new recovery codes, for password and code, and show them this once."""
    who, house, given = sender(request, form), house_of(request), dict(form)
    typed = given.get("password", ""), given.get("code", "")
    try:
        made = factorsetup.renew_codes(house.database, house.settings.secret_key(), who.person, *typed, house.now())
    except Invalid as error:
        return _draw(request, who, {p.field: p.message for p in error.problems}, status=error.status)
    return page(request, "factor/codes.html", {"codes": made, "fresh": False})


@router.post("/off")
def delete(request: Request, form: Form) -> Response:
    """Switch it off, for password and code; every other session ends."""
    who, house, given = sender(request, form), house_of(request), dict(form)
    typed = given.get("password", ""), given.get("code", "")
    try:
        secret = factorsetup.switch_off(house.database, house.settings.secret_key(), who.person, *typed, house.now())
    except Invalid as error:
        return _draw(request, who, {p.field: p.message for p in error.problems}, status=error.status)
    return signed_in(house, secret, f"{HERE}?done=off")


def _ask_first(request: Request, who: Visitor, error: str = "", status: int = 200) -> Response:
    house = house_of(request)
    with house.database.read() as unit:
        waits = factorsetup.waiting(unit, house.settings.secret_key(), who.person, house.now())
    if waits is None:
        return see(HERE)
    return page(request, "factor/new.html", {"waits": waits, "qr": picture(waits.address), "error": error}, status)


def _draw(
    request: Request, who: Visitor, errors: Mapping[str, str] | None = None, done: str = "", status: int = 200
) -> Response:
    with house_of(request).database.read() as unit:
        found = factorsetup.set_up(unit, who.person)
    return page(request, "factor/show.html", {"factor": found, "errors": errors or {}, "done": done}, status)
