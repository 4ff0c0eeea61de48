"""Registration, by invitation code where the server requires one."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, Conflict, HabitlogError, Invalid, NotFound, RateLimited
from habitlog.timezones import list_time_zones
from habitlog.usecases.account_lifecycle import registration
from habitlog.web.client_address import find_client_address
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, find_visitor
from habitlog.web.handler_queues import PASSWORDS, PageRouter, runs_in
from habitlog.web.pages.sessions import redirect_signed_in
from habitlog.web.pages.setup import FIRST_STEP_URL
from habitlog.web.presenters.clinician_cards import ClinicianCard
from habitlog.web.presenters.emergency_numbers import find_regional_help
from habitlog.web.presenters.error_text import describe_error, describe_problems_by_field, describe_refused_name
from habitlog.web.responses import redirect, render_page, safe_redirect_target, with_return_to

router = PageRouter()
REGISTRATION_FIELDS = ("name", "email", "password", "zone")


@router.get("/sign-up")
def show_registration_form(request: Request, to: str = "/") -> Response:
    """Show the registration form, where this server accepts new accounts; it redirects to `to`."""
    app_context = get_context(request)
    if find_visitor(request):
        return redirect(safe_redirect_target(to))
    with app_context.database.begin_read() as transaction:
        registration.require_open_registration(transaction, app_context.config.sign_up)
    return _render_registration_form(request, dict.fromkeys(REGISTRATION_FIELDS, "") | {"to": to}, {})


@router.post("/sign-up")
@runs_in(PASSWORDS)
def register_account(request: Request, form: FormBody) -> Response:
    """Create an account and redirect to the setup, to the page that led here, or with a code to the clients."""
    app_context, submitted, place = get_context(request), dict(form), find_client_address(request)
    raw, code = {name: submitted.get(name, "") for name in REGISTRATION_FIELDS}, submitted.get("code", "")
    typed = raw | {"code": code[:200], "to": submitted.get("to", "/")}
    try:
        secret = registration.register_account(
            app_context.database, raw, code, app_context.config.sign_up, place, app_context.now()
        )
    except ClinicianTopic as error:
        return _render_registration_form(request, typed, *describe_refused_name(error), error.status)
    except (Invalid, Conflict, NotFound, RateLimited) as error:
        answer = _render_registration_form(request, typed, _errors_by_field(error), status=error.status)
        if isinstance(error, RateLimited):
            answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    target = safe_redirect_target(typed["to"])
    return redirect_signed_in(app_context, secret, "/coach" if code else FIRST_STEP_URL if target == "/" else target)


def _errors_by_field(error: HabitlogError) -> dict[str, str]:
    """Return error texts by field: a taken address at the address, everything about a code at the code."""
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
    app_context = get_context(request)
    with app_context.database.begin_read() as transaction:
        registration_mode = registration.find_registration_mode(transaction, app_context.config.sign_up)
    known_names = {"values": {**values, "password": ""}, "errors": errors, "zones": list_time_zones(), "card": card}
    way = {"to": safe_redirect_target(values["to"]), "sign_in": with_return_to("/sign-in", values["to"])}
    more = {"needs_code": registration_mode == "code", "emergency": find_regional_help(values["zone"])}
    return render_page(request, "registration/new.html", known_names | way | more, status)
