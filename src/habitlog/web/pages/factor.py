"""Setting up the second step of one's sign-in."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import Conflict, Invalid
from habitlog.usecases import factorsetup
from habitlog.web.deps import FormBody, Visitor, require_form_sender, require_visitor
from habitlog.web.house import get_context
from habitlog.web.pages.sessions import redirect_signed_in, set_session_cookie
from habitlog.web.qr import draw_qr_code
from habitlog.web.rendering import redirect, render_page

router = APIRouter(prefix="/settings/second-step")
TWO_FACTOR_PATH = "/settings/second-step"


@router.get("")
def show_two_factor(request: Request, done: str = "") -> Response:
    """Show whether it is on, and what can be done about it."""
    return _render_two_factor(request, require_visitor(request), done=done)


@router.post("")
def start_enrolment(request: Request, form: FormBody) -> Response:
    """Begin: for the password, show what an app takes and ask for its first code."""
    who, house, given = require_form_sender(request, form), get_context(request), dict(form)
    try:
        factorsetup.begin_enrolment(house.database, who.person, given.get("password", ""), house.now())
    except Invalid as error:
        return _render_two_factor(request, who, {p.field: p.message for p in error.problems}, status=error.status)
    except Conflict:
        return redirect(TWO_FACTOR_PATH)
    return _render_enrolment(request, who)


@router.post("/confirm")
def confirm_enrolment(request: Request, form: FormBody) -> Response:
    """Switch it on by a first code; every other session ends, and the recovery codes are shown this once."""
    who, house, given = require_form_sender(request, form), get_context(request), dict(form)
    key = house.settings.load_secret_key()
    try:
        done = factorsetup.confirm_enrolment(house.database, key, who.person, given.get("code", ""), house.now())
    except Invalid as error:
        return _render_enrolment(request, who, error.problems[0].message, error.status)
    except Conflict:
        return redirect(TWO_FACTOR_PATH)
    return set_session_cookie(
        render_page(request, "factor/codes.html", {"codes": done.recovery_codes, "fresh": True}),
        house,
        done.session_secret,
    )


@router.post("/codes")
def renew_recovery_codes(request: Request, form: FormBody) -> Response:
    """Make new recovery codes, for password and code, and show them this once."""
    who, house, given = require_form_sender(request, form), get_context(request), dict(form)
    typed = given.get("password", ""), given.get("code", "")
    try:
        made = factorsetup.renew_recovery_codes(
            house.database, house.settings.load_secret_key(), who.person, *typed, house.now()
        )
    except Invalid as error:
        return _render_two_factor(request, who, {p.field: p.message for p in error.problems}, status=error.status)
    return render_page(request, "factor/codes.html", {"codes": made, "fresh": False})


@router.post("/off")
def disable_two_factor(request: Request, form: FormBody) -> Response:
    """Switch it off, for password and code; every other session ends."""
    who, house, given = require_form_sender(request, form), get_context(request), dict(form)
    typed = given.get("password", ""), given.get("code", "")
    try:
        secret = factorsetup.disable_two_factor(
            house.database, house.settings.load_secret_key(), who.person, *typed, house.now()
        )
    except Invalid as error:
        return _render_two_factor(request, who, {p.field: p.message for p in error.problems}, status=error.status)
    return redirect_signed_in(house, secret, f"{TWO_FACTOR_PATH}?done=off")


def _render_enrolment(request: Request, visitor: Visitor, error: str = "", status: int = 200) -> Response:
    house = get_context(request)
    with house.database.begin_read() as transaction:
        waits = factorsetup.find_pending_enrolment(
            transaction, house.settings.load_secret_key(), visitor.person, house.now()
        )
    if waits is None:
        return redirect(TWO_FACTOR_PATH)
    return render_page(
        request, "factor/new.html", {"waits": waits, "qr": draw_qr_code(waits.uri), "error": error}, status
    )


def _render_two_factor(
    request: Request, visitor: Visitor, errors: Mapping[str, str] | None = None, done: str = "", status: int = 200
) -> Response:
    with get_context(request).database.begin_read() as transaction:
        found = factorsetup.find_two_factor_status(transaction, visitor.person)
    return render_page(request, "factor/show.html", {"factor": found, "errors": errors or {}, "done": done}, status)
