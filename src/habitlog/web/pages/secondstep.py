"""The second step of a sign-in, and signing in once more where a page asks for it."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import Forbidden, HabitlogError, Invalid, NotSignedIn, RateLimited
from habitlog.people.secrets import is_csrf_key_valid, make_csrf_key
from habitlog.usecases import factor
from habitlog.web.deps import FormBody, find_visitor, pending_login_cookie_name, require_form_sender, require_visitor
from habitlog.web.house import get_context
from habitlog.web.pages.sessions import redirect_signed_in
from habitlog.web.rendering import redirect, render_page, safe_redirect_target, with_return_to

router = APIRouter(prefix="/sign-in")


@router.get("/second")
def show_two_factor_verification(request: Request, to: str = "/") -> Response:
    """Ask for the code, where a password was right within ten minutes, to go on to `to`."""
    house = get_context(request)
    if find_visitor(request):
        return redirect(safe_redirect_target(to))
    with house.database.begin_read() as transaction:
        if factor.find_pending_login(transaction, _pending_login_secret(request), house.now()) is None:
            return redirect(with_return_to("/sign-in", to))
    return _render_verification(request, None, to)


@router.post("/second")
def verify_two_factor(request: Request, form: FormBody) -> Response:
    """Sign in with the code; a wrong one, a used one and an expired step get one answer."""
    house, given, half = get_context(request), dict(form), _pending_login_secret(request)
    if not is_csrf_key_valid(half, given.get("csrf", "")):
        raise Forbidden("This form belongs to another sign-in. Opening the page again gives a fresh one.")
    key, place = house.settings.load_secret_key(), request.client.host if request.client else ""
    try:
        secret = factor.verify_pending_login(house.database, key, half, given.get("code", ""), place, house.now())
    except (NotSignedIn, RateLimited) as error:
        return _render_verification(request, error, given.get("to", "/"))
    answer = redirect_signed_in(house, secret, safe_redirect_target(given.get("to", "/")))
    https = house.settings.is_https
    answer.delete_cookie(pending_login_cookie_name(house), path="/", secure=https, httponly=True, samesite="lax")
    return answer


@router.get("/again")
def show_sign_in_confirmation(request: Request, to: str = "/") -> Response:
    """Ask who is signed in for password and code once more, to go on to `to`."""
    who = require_visitor(request)
    return _render_sign_in_confirmation(request, to, {}) if who.has_two_factor else redirect("/settings/second-step")


@router.post("/again")
def confirm_sign_in(request: Request, form: FormBody) -> Response:
    """Sign in once more and go on to where the person was; the session gets a new secret."""
    who, house, given = require_form_sender(request, form), get_context(request), dict(form)
    typed, to = (given.get("password", ""), given.get("code", "")), given.get("to", "/")
    key = house.settings.load_secret_key()
    try:
        secret = factor.verify_session_again(house.database, key, who.person, who.session_secret, *typed, house.now())
    except Invalid as error:
        return _render_sign_in_confirmation(request, to, {p.field: p.message for p in error.problems}, error.status)
    return redirect_signed_in(house, secret, safe_redirect_target(to))


def _pending_login_secret(request: Request) -> str:
    return request.cookies.get(pending_login_cookie_name(get_context(request)), "")


def _render_verification(request: Request, error: HabitlogError | None, to: str) -> Response:
    context = {
        "error": error.detail if error else "",
        "csrf": make_csrf_key(_pending_login_secret(request)),
        "to": safe_redirect_target(to),
    }
    context["again"] = with_return_to("/sign-in", to)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, RateLimited) else {}
    return render_page(request, "secondstep/new.html", context, error.status if error else 200, headers)


def _render_sign_in_confirmation(request: Request, to: str, errors: Mapping[str, str], status: int = 200) -> Response:
    return render_page(request, "secondstep/edit.html", {"to": safe_redirect_target(to), "errors": errors}, status)
