"""Signing in and out."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from fastapi import Request
from starlette.responses import Response

from habitlog.accounts.credentials import make_csrf_key
from habitlog.errors import Forbidden, HabitlogError, NotFound, NotSignedIn, RateLimited
from habitlog.usecases.account_lifecycle import registration
from habitlog.usecases.identity import accounts
from habitlog.web.client_address import find_client_address
from habitlog.web.context import AppContext, get_context
from habitlog.web.dependencies import (
    FormBody,
    Visitor,
    find_visitor,
    load_visitor_of_session,
    pending_login_cookie_name,
    require_csrf_token,
    require_signed_in,
    session_cookie_name,
)
from habitlog.web.handler_queues import PASSWORDS, PageRouter, runs_in
from habitlog.web.pages.entries import render_unsent_entry
from habitlog.web.presenters.error_text import describe_error
from habitlog.web.responses import redirect, render_page, safe_redirect_target, with_return_to
from habitlog.web.unsent_forms import UNSENT_FIELD, FormNotSent, UnsentForm, parse_unsent_form

router = PageRouter()
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
    return render_sign_in_form(request, "", None, to)


@router.post("/sign-in")
@runs_in(PASSWORDS)
def sign_in_visitor(request: Request, form: FormBody) -> Response:
    """Sign in, or redirect to two-factor verification."""
    app_context, submitted = get_context(request), dict(form)
    email, place = submitted.get("email", ""), find_client_address(request)
    to, unsent = submitted.get("to", "/"), parse_unsent_form(submitted.get(UNSENT_FIELD, ""))
    try:
        login = accounts.sign_in_with_password(
            app_context.database, email, submitted.get("password", ""), place, app_context.now()
        )
    except (NotSignedIn, RateLimited) as error:
        return render_sign_in_form(request, email, error, to, unsent)
    if login.is_complete:
        return open_signed_in(request, login.secret, to, unsent)
    if unsent is None:
        response = redirect(with_return_to("/sign-in/two-factor", to))
    else:
        response = render_two_factor_verification(request, login.secret, None, to, unsent)
    return _set_secret_cookie(
        response, app_context, pending_login_cookie_name(app_context), login.secret, accounts.PENDING_LOGIN_LIFETIME
    )


def show_unsent_form(request: Request, error: Exception) -> Response:
    """Handle `FormNotSent`: show who is signed in their form again, and everybody else the sign-in."""
    assert isinstance(error, FormNotSent)  # noqa: S101 - registered for it
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    if visitor is not None:
        return render_unsent_entry(request, visitor, error.unsent, Forbidden.status)
    return render_sign_in_form(request, "", NotSignedIn("session_ended_form_kept"), "/", error.unsent)


def open_signed_in(request: Request, secret: str, to: str, unsent: UnsentForm | None) -> Response:
    """Set the session cookie, and redirect; the owner of a form that was not sent gets it back instead."""
    app_context = get_context(request)
    if unsent is not None:
        visitor = load_visitor_of_session(request, secret)
        if visitor and not visitor.deletion_requested_at and visitor.person.browser_id == unsent.owner:
            request.state.visitor = visitor
            with suppress(NotFound):
                return set_session_cookie(render_unsent_entry(request, visitor, unsent), app_context, secret)
    return redirect_signed_in(app_context, secret, safe_redirect_target(to))


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


def render_two_factor_verification(
    request: Request, pending_secret: str, error: HabitlogError | None, to: str, unsent: UnsentForm | None
) -> Response:
    """Ask for the code of a pending login."""
    context = {
        "error": describe_error(error) if error else "",
        "csrf_token": make_csrf_key(pending_secret),
        "to": safe_redirect_target(to),
        "again": with_return_to("/sign-in", to),
        "unsent": unsent.serialize() if unsent else "",
    }
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, RateLimited) else {}
    return render_page(request, "two_factor/verify.html", context, error.status if error else 200, headers)


def render_sign_in_form(
    request: Request, email: str, error: HabitlogError | None, to: str, unsent: UnsentForm | None = None
) -> Response:
    """Ask for address and password."""
    app_context = get_context(request)
    with app_context.database.begin_read() as transaction:
        registration_mode = registration.find_registration_mode(transaction, app_context.config.sign_up)
    context = {
        "email": email,
        "error": describe_error(error) if error else "",
        "registration_mode": registration_mode,
        "demo": app_context.config.demo,
        "was_here": session_cookie_name(app_context) in request.cookies,
        "to": safe_redirect_target(to),
        "sign_up": with_return_to("/sign-up", to),
        "unsent": unsent.serialize() if unsent else "",
    }
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, RateLimited) else {}
    return render_page(request, "sessions/new.html", context, error.status if error else 200, headers)
