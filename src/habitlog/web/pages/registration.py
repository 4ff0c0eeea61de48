"""Signing up, where a server goes by invitation with the code of one."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, Conflict, HabitlogError, Invalid, NotFound, RateLimited
from habitlog.timezones import list_time_zones
from habitlog.usecases.account_lifecycle import registration
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, find_visitor
from habitlog.web.pages.sessions import redirect_signed_in
from habitlog.web.presenters.clinician_cards import ClinicianCard
from habitlog.web.presenters.emergency_numbers import list_emergency_numbers
from habitlog.web.presenters.error_text import describe_error, describe_problems_by_field, describe_refused_name
from habitlog.web.responses import redirect, render_page, safe_redirect_target, with_return_to

router = APIRouter()
REGISTRATION_FIELDS = ("name", "email", "password", "zone")


@router.get("/sign-up")
def show_registration_form(request: Request, to: str = "/") -> Response:
    """Show the sign-up form, where this server takes new accounts; it leads on to `to`."""
    house = get_context(request)
    if find_visitor(request):
        return redirect(safe_redirect_target(to))
    with house.database.begin_read() as transaction:
        registration.require_open_registration(transaction, house.config.sign_up)
    return _render_registration_form(request, dict.fromkeys(REGISTRATION_FIELDS, "") | {"to": to}, {})


@router.post("/sign-up")
def register_account(request: Request, form: FormBody) -> Response:
    """Make an account and open its first day; or the page that led here; with a code, the pages of a coach."""
    house, given, place = get_context(request), dict(form), request.client.host if request.client else ""
    raw, code = {name: given.get(name, "") for name in REGISTRATION_FIELDS}, given.get("code", "")
    typed = raw | {"code": code[:200], "to": given.get("to", "/")}
    try:
        secret = registration.register_account(house.database, raw, code, house.config.sign_up, place, house.now())
    except ClinicianTopic as error:
        return _render_registration_form(request, typed, *describe_refused_name(error), error.status)
    except (Invalid, Conflict, NotFound, RateLimited) as error:
        answer = _render_registration_form(request, typed, _errors_by_field(error), status=error.status)
        if isinstance(error, RateLimited):
            answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    return redirect_signed_in(house, secret, "/coach" if code else safe_redirect_target(typed["to"]))


def _errors_by_field(error: HabitlogError) -> dict[str, str]:
    """Return what was refused, by field: a taken address is told there, everything about a code at the code."""
    if isinstance(error, Invalid):
        return describe_problems_by_field(error)
    return {"email" if isinstance(error, Conflict) else "code": describe_error(error)}


def _render_registration_form(
    request: Request,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    card: ClinicianCard | None = None,
    status: int = 200,
) -> Response:
    house = get_context(request)
    with house.database.begin_read() as transaction:
        door = registration.find_registration_mode(transaction, house.config.sign_up)
    known = {"values": {**values, "password": ""}, "errors": errors, "zones": list_time_zones(), "card": card}
    way = {"to": safe_redirect_target(values["to"]), "sign_in": with_return_to("/sign-in", values["to"])}
    more = {"needs_code": door == "code", "emergency": list_emergency_numbers(values["zone"])}
    return render_page(request, "registration/new.html", known | way | more, status)
