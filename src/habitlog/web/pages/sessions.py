"""Signing in and out."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import HabitlogError, NotFound, NotSignedIn, RateLimited
from habitlog.usecases.account_lifecycle import registration
from habitlog.usecases.identity import accounts
from habitlog.web.client_address import find_client_address
from habitlog.web.context import AppContext, get_context
from habitlog.web.dependencies import (
    FormBody,
    find_visitor,
    pending_login_cookie_name,
    require_csrf_token,
    require_signed_in,
    session_cookie_name,
)
from habitlog.web.handler_queues import PASSWORDS, HandlerRouter, runs_in
from habitlog.web.presenters.error_text import describe_error
from habitlog.web.responses import redirect, render_page, safe_redirect_target, with_return_to

router = HandlerRouter()
DEMO_PERSON_EMAIL, DEMO_COACH_EMAIL = "mara@example.org", "ida@example.org"


@router.get("/sign-in")
def show_sign_in_form(request: Request, to: str = "/") -> Response:
    """Show the sign-in form, which redirects to `to`; a server without accounts shows the registration form."""
    app_context = get_context(request)
    if find_visitor(request):
        return redirect(safe_redirect_target(to))
    with app_context.database.begin_read() as transaction:
        if app_context.config.sign_up != "closed" and not accounts.count_accounts(transaction):
            return redirect(with_return_to("/sign-up", to))
    return _render_sign_in_form(request, "", None, to)


@router.post("/sign-in")
@runs_in(PASSWORDS)
def sign_in_visitor(request: Request, form: FormBody) -> Response:
    """Sign in, or redirect to two-factor verification."""
    app_context, submitted = get_context(request), dict(form)
    email, place = submitted.get("email", ""), find_client_address(request)
    to = submitted.get("to", "/")
    try:
        login = accounts.sign_in_with_password(
            app_context.database, email, submitted.get("password", ""), place, app_context.now()
        )
    except (NotSignedIn, RateLimited) as error:
        return _render_sign_in_form(request, email, error, to)
    return (
        redirect_signed_in(app_context, login.secret, safe_redirect_target(to))
        if login.is_complete
        else _redirect_to_two_factor(app_context, login.secret, to)
    )


@router.post("/sign-in/demo")
def sign_in_demo_visitor(request: Request, who: str = "") -> Response:
    """Sign in as the person of the demonstration, or as her coach; there is no such address on a real server.

    The coach's session has passed a second step now, for the twelve hours that holds for any coach.
    """
    app_context = get_context(request)
    if not app_context.config.demo:
        raise NotFound
    with app_context.database.begin_write() as transaction:
        if who == "coach":
            return redirect_signed_in(
                app_context,
                accounts.sign_in_demo(transaction, DEMO_COACH_EMAIL, app_context.now(), app_context.now()),
                "/coach",
            )
        return redirect_signed_in(app_context, accounts.sign_in_demo(transaction, DEMO_PERSON_EMAIL, app_context.now()))


@router.post("/sign-out")
def sign_out_visitor(request: Request, form: FormBody) -> Response:
    """Sign out, and clear what the browser stored."""
    visitor, app_context = require_signed_in(request), get_context(request)
    require_csrf_token(visitor, form)
    with app_context.database.begin_write() as transaction:
        accounts.sign_out(transaction, visitor.session_secret)
    return clear_session_cookie(redirect("/sign-in"), app_context)


def clear_session_cookie(response: Response, app_context: AppContext) -> Response:
    """Remove the session cookie, and cached and stored data, from a browser with a response."""
    response.delete_cookie(
        session_cookie_name(app_context), path="/", secure=app_context.config.is_https, httponly=True, samesite="lax"
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def redirect_signed_in(app_context: AppContext, session_secret: str, to: str = "/") -> Response:
    """Redirect, and set the session cookie."""
    return set_session_cookie(redirect(to), app_context, session_secret)


def set_session_cookie(response: Response, app_context: AppContext, session_secret: str) -> Response:
    """Set the session cookie on a response."""
    return _set_secret_cookie(
        response, app_context, session_cookie_name(app_context), session_secret, accounts.SESSION_MAX_AGE
    )


def _redirect_to_two_factor(app_context: AppContext, secret: str, to: str) -> Response:
    second = with_return_to("/sign-in/two-factor", to)
    return _set_secret_cookie(
        redirect(second), app_context, pending_login_cookie_name(app_context), secret, accounts.PENDING_LOGIN_LIFETIME
    )


def _set_secret_cookie(
    response: Response, app_context: AppContext, name: str, secret: str, max_age: timedelta
) -> Response:
    response.set_cookie(
        name,
        secret,
        max_age=int(max_age.total_seconds()),
        path="/",
        secure=app_context.config.is_https,
        httponly=True,
        samesite="lax",
    )
    return response


def _render_sign_in_form(request: Request, email: str, error: HabitlogError | None, to: str) -> Response:
    app_context = get_context(request)
    with app_context.database.begin_read() as transaction:
        registration_mode = registration.find_registration_mode(transaction, app_context.config.sign_up)
    context = {
        "email": email,
        "error": describe_error(error) if error else "",
        "registration_mode": registration_mode,
        "demo": app_context.config.demo,
        "to": safe_redirect_target(to),
        "sign_up": with_return_to("/sign-up", to),
    }
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, RateLimited) else {}
    return render_page(request, "sessions/new.html", context, error.status if error else 200, headers)
