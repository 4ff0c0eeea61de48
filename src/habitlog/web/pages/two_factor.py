"""Setting up the second step of one's sign-in."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.accounts.credentials import is_csrf_key_valid, make_csrf_key
from habitlog.errors import Conflict, Forbidden, HabitlogError, Invalid, NotSignedIn, RateLimited
from habitlog.usecases.identity import two_factor
from habitlog.web.charts.qr import draw_qr_code
from habitlog.web.context import get_context
from habitlog.web.dependencies import (
    FormBody,
    Visitor,
    find_visitor,
    pending_login_cookie_name,
    require_form_sender,
    require_visitor,
)
from habitlog.web.pages.sessions import redirect_signed_in, set_session_cookie
from habitlog.web.presenters.error_text import describe_error, describe_field_problem, describe_problems_by_field
from habitlog.web.responses import redirect, render_page, safe_redirect_target, with_return_to

router = APIRouter()
TWO_FACTOR_PATH = "/settings/two-factor"


@router.get("/settings/two-factor")
def show_two_factor(request: Request, done: str = "") -> Response:
    """Show whether it is on, and what can be done about it."""
    return _render_two_factor(request, require_visitor(request), done=done)


@router.post("/settings/two-factor")
def start_enrolment(request: Request, form: FormBody) -> Response:
    """Begin: for the password, show what an app takes and ask for its first code."""
    who, house, given = require_form_sender(request, form), get_context(request), dict(form)
    try:
        two_factor.begin_enrolment(house.database, who.person, given.get("password", ""), house.now())
    except Invalid as error:
        return _render_two_factor(request, who, describe_problems_by_field(error), status=error.status)
    except Conflict:
        return redirect(TWO_FACTOR_PATH)
    return _render_enrolment(request, who)


@router.post("/settings/two-factor/confirm")
def confirm_enrolment(request: Request, form: FormBody) -> Response:
    """Switch it on by a first code; every other session ends, and the recovery codes are shown this once."""
    who, house, given = require_form_sender(request, form), get_context(request), dict(form)
    key = house.config.load_secret_key()
    try:
        done = two_factor.confirm_enrolment(house.database, key, who.person, given.get("code", ""), house.now())
    except Invalid as error:
        return _render_enrolment(request, who, describe_field_problem(error.problems[0]), error.status)
    except Conflict:
        return redirect(TWO_FACTOR_PATH)
    return set_session_cookie(
        render_page(request, "two_factor/recovery_codes.html", {"codes": done.recovery_codes, "fresh": True}),
        house,
        done.session_secret,
    )


@router.post("/settings/two-factor/codes")
def renew_recovery_codes(request: Request, form: FormBody) -> Response:
    """Make new recovery codes, for password and code, and show them this once."""
    who, house, given = require_form_sender(request, form), get_context(request), dict(form)
    typed = given.get("password", ""), given.get("code", "")
    try:
        made = two_factor.renew_recovery_codes(
            house.database, house.config.load_secret_key(), who.person, *typed, house.now()
        )
    except Invalid as error:
        return _render_two_factor(request, who, describe_problems_by_field(error), status=error.status)
    return render_page(request, "two_factor/recovery_codes.html", {"codes": made, "fresh": False})


@router.post("/settings/two-factor/off")
def disable_two_factor(request: Request, form: FormBody) -> Response:
    """Switch it off, for password and code; every other session ends."""
    who, house, given = require_form_sender(request, form), get_context(request), dict(form)
    typed = given.get("password", ""), given.get("code", "")
    try:
        secret = two_factor.disable_two_factor(
            house.database, house.config.load_secret_key(), who.person, *typed, house.now()
        )
    except Invalid as error:
        return _render_two_factor(request, who, describe_problems_by_field(error), status=error.status)
    return redirect_signed_in(house, secret, f"{TWO_FACTOR_PATH}?done=off")


def _render_enrolment(request: Request, visitor: Visitor, error: str = "", status: int = 200) -> Response:
    house = get_context(request)
    with house.database.begin_read() as transaction:
        waits = two_factor.find_pending_enrolment(
            transaction, house.config.load_secret_key(), visitor.person, house.now()
        )
    if waits is None:
        return redirect(TWO_FACTOR_PATH)
    return render_page(
        request, "two_factor/enrol.html", {"waits": waits, "qr": draw_qr_code(waits.uri), "error": error}, status
    )


def _render_two_factor(
    request: Request, visitor: Visitor, errors: Mapping[str, str] | None = None, done: str = "", status: int = 200
) -> Response:
    with get_context(request).database.begin_read() as transaction:
        found = two_factor.find_two_factor_status(transaction, visitor.person)
    return render_page(request, "two_factor/show.html", {"factor": found, "errors": errors or {}, "done": done}, status)


@router.get("/sign-in/two-factor")
def show_two_factor_verification(request: Request, to: str = "/") -> Response:
    """Ask for the code, where a password was right within ten minutes, to go on to `to`."""
    house = get_context(request)
    if find_visitor(request):
        return redirect(safe_redirect_target(to))
    with house.database.begin_read() as transaction:
        if two_factor.find_pending_login(transaction, _pending_login_secret(request), house.now()) is None:
            return redirect(with_return_to("/sign-in", to))
    return _render_verification(request, None, to)


@router.post("/sign-in/two-factor")
def verify_two_factor(request: Request, form: FormBody) -> Response:
    """Sign in with the code; a wrong one, a used one and an expired step get one answer."""
    house, given, half = get_context(request), dict(form), _pending_login_secret(request)
    if not is_csrf_key_valid(half, given.get("csrf", "")):
        raise Forbidden("form_key_wrong")
    key, place = house.config.load_secret_key(), request.client.host if request.client else ""
    try:
        secret = two_factor.verify_pending_login(house.database, key, half, given.get("code", ""), place, house.now())
    except (NotSignedIn, RateLimited) as error:
        return _render_verification(request, error, given.get("to", "/"))
    answer = redirect_signed_in(house, secret, safe_redirect_target(given.get("to", "/")))
    https = house.config.is_https
    answer.delete_cookie(pending_login_cookie_name(house), path="/", secure=https, httponly=True, samesite="lax")
    return answer


@router.get("/sign-in/confirm")
def show_sign_in_confirmation(request: Request, to: str = "/") -> Response:
    """Ask who is signed in for password and code once more, to go on to `to`."""
    who = require_visitor(request)
    return _render_sign_in_confirmation(request, to, {}) if who.has_two_factor else redirect("/settings/two-factor")


@router.post("/sign-in/confirm")
def confirm_sign_in(request: Request, form: FormBody) -> Response:
    """Sign in once more and go on to where the person was; the session gets a new secret."""
    who, house, given = require_form_sender(request, form), get_context(request), dict(form)
    typed, to = (given.get("password", ""), given.get("code", "")), given.get("to", "/")
    key = house.config.load_secret_key()
    try:
        secret = two_factor.verify_session_again(
            house.database, key, who.person, who.session_secret, *typed, house.now()
        )
    except Invalid as error:
        return _render_sign_in_confirmation(request, to, describe_problems_by_field(error), error.status)
    return redirect_signed_in(house, secret, safe_redirect_target(to))


def _pending_login_secret(request: Request) -> str:
    return request.cookies.get(pending_login_cookie_name(get_context(request)), "")


def _render_verification(request: Request, error: HabitlogError | None, to: str) -> Response:
    context = {
        "error": describe_error(error) if error else "",
        "csrf": make_csrf_key(_pending_login_secret(request)),
        "to": safe_redirect_target(to),
    }
    context["again"] = with_return_to("/sign-in", to)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, RateLimited) else {}
    return render_page(request, "two_factor/verify.html", context, error.status if error else 200, headers)


def _render_sign_in_confirmation(request: Request, to: str, errors: Mapping[str, str], status: int = 200) -> Response:
    return render_page(
        request, "two_factor/confirm_sign_in.html", {"to": safe_redirect_target(to), "errors": errors}, status
    )
