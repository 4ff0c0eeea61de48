"""Two-factor authentication: enrolment, verification at sign-in, and confirmation of a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from fastapi import Request
from starlette.responses import Response

from habitlog.accounts.credentials import is_csrf_key_valid
from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.errors import Conflict, Forbidden, Invalid, NotSignedIn, RateLimited
from habitlog.usecases.identity import two_factor
from habitlog.web.charts.qr import draw_qr_code
from habitlog.web.client_address import find_client_address
from habitlog.web.context import get_context
from habitlog.web.dependencies import (
    FormBody,
    FormPairs,
    Visitor,
    find_visitor,
    pending_login_cookie_name,
    require_form_sender,
    require_visitor,
)
from habitlog.web.handler_queues import PASSWORDS, PageRouter, runs_in
from habitlog.web.pages.sessions import (
    open_signed_in,
    redirect_signed_in,
    render_sign_in_form,
    render_two_factor_verification,
    set_session_cookie,
)
from habitlog.web.presenters.error_text import describe_field_problem, describe_problems_by_field
from habitlog.web.responses import redirect, render_page, render_page_with_secret, safe_redirect_target, with_return_to
from habitlog.web.unsent_forms import UNSENT_FIELD, parse_unsent_form

router = PageRouter()
TWO_FACTOR_PATH = "/settings/two-factor"
_Changed = TypeVar("_Changed")


@router.get("/settings/two-factor")
def show_two_factor(request: Request, done: str = "") -> Response:
    """Show whether it is on, and its forms."""
    return _render_two_factor(request, require_visitor(request), done=done)


@router.post("/settings/two-factor")
@runs_in(PASSWORDS)
def start_enrolment(request: Request, form: FormBody) -> Response:
    """Begin an enrolment after the password: show what an app needs and ask for its first code."""
    visitor, app_context, submitted = require_form_sender(request, form), get_context(request), dict(form)
    try:
        two_factor.begin_enrolment(
            app_context.database, visitor.person, submitted.get("password", ""), app_context.now()
        )
    except Invalid as error:
        return _render_two_factor(request, visitor, describe_problems_by_field(error), status=error.status)
    except Conflict:
        return redirect(TWO_FACTOR_PATH)
    return _render_enrolment(request, visitor)


@router.post("/settings/two-factor/confirm")
@runs_in(PASSWORDS)
def confirm_enrolment(request: Request, form: FormBody) -> Response:
    """Switch it on by a first code; every other session ends, and the recovery codes are shown this once."""
    visitor, app_context, submitted = require_form_sender(request, form), get_context(request), dict(form)
    key = app_context.config.load_secret_key()
    try:
        done = two_factor.confirm_enrolment(
            app_context.database, key, visitor.person, submitted.get("code", ""), app_context.now()
        )
    except Invalid as error:
        return _render_enrolment(request, visitor, describe_field_problem(error.problems[0]), error.status)
    except Conflict:
        return redirect(TWO_FACTOR_PATH)
    return set_session_cookie(
        render_page_with_secret(
            request, "two_factor/recovery_codes.html", {"codes": done.recovery_codes, "fresh": True}
        ),
        app_context,
        done.session_secret,
    )


@router.post("/settings/two-factor/codes")
@runs_in(PASSWORDS)
def renew_recovery_codes(request: Request, form: FormBody) -> Response:
    """Make new recovery codes, for password and code, and show them this once."""

    def show_recovery_codes(recovery_codes: list[str]) -> Response:
        return render_page_with_secret(
            request, "two_factor/recovery_codes.html", {"codes": recovery_codes, "fresh": False}
        )

    return _change_two_factor(request, form, two_factor.renew_recovery_codes, show_recovery_codes)


@router.post("/settings/two-factor/off")
@runs_in(PASSWORDS)
def disable_two_factor(request: Request, form: FormBody) -> Response:
    """Switch it off, for password and code; every other session ends."""

    def redirect_to_settings(session_secret: str) -> Response:
        return redirect_signed_in(get_context(request), session_secret, f"{TWO_FACTOR_PATH}?done=off")

    return _change_two_factor(request, form, two_factor.disable_two_factor, redirect_to_settings)


def _change_two_factor(
    request: Request,
    form: FormPairs,
    change: Callable[[Database, bytes, Person, str, str, datetime], _Changed],
    respond: Callable[[_Changed], Response],
) -> Response:
    """Make a change that needs password and code, or show at which of the two it was refused."""
    visitor, app_context, submitted = require_form_sender(request, form), get_context(request), dict(form)
    password, code = submitted.get("password", ""), submitted.get("code", "")
    key = app_context.config.load_secret_key()
    try:
        changed = change(app_context.database, key, visitor.person, password, code, app_context.now())
    except Invalid as error:
        return _render_two_factor(request, visitor, describe_problems_by_field(error), status=error.status)
    return respond(changed)


def _render_recovery_codes(request: Request, recovery_codes: list[str], *, is_fresh: bool) -> Response:
    values = {"codes": recovery_codes, "fresh": is_fresh}
    return render_page_with_secret(request, "two_factor/recovery_codes.html", values)


def _render_enrolment(request: Request, visitor: Visitor, error: str = "", status: int = 200) -> Response:
    app_context = get_context(request)
    with app_context.database.begin_read() as transaction:
        enrolment = two_factor.find_pending_enrolment(
            transaction, app_context.config.load_secret_key(), visitor.person, app_context.now()
        )
    if enrolment is None:
        return redirect(TWO_FACTOR_PATH)
    return render_page_with_secret(
        request,
        "two_factor/enrol.html",
        {"waits": enrolment, "qr": draw_qr_code(enrolment.uri), "error": error},
        status,
    )


def _render_two_factor(
    request: Request, visitor: Visitor, errors: Mapping[str, str] | None = None, done: str = "", status: int = 200
) -> Response:
    with get_context(request).database.begin_read() as transaction:
        found = two_factor.find_two_factor_status(transaction, visitor.person)
    return render_page(request, "two_factor/show.html", {"factor": found, "errors": errors or {}, "done": done}, status)


@router.get("/sign-in/two-factor")
def show_two_factor_verification(request: Request, to: str = "/") -> Response:
    """Ask for the code of a pending login, then redirect to `to`."""
    app_context = get_context(request)
    if find_visitor(request):
        return redirect(safe_redirect_target(to))
    with app_context.database.begin_read() as transaction:
        if two_factor.find_pending_login(transaction, _pending_login_secret(request), app_context.now()) is None:
            return redirect(with_return_to("/sign-in", to))
    return render_two_factor_verification(request, _pending_login_secret(request), None, to, None)


@router.post("/sign-in/two-factor")
@runs_in(PASSWORDS)
def verify_two_factor(request: Request, form: FormBody) -> Response:
    """Sign in with the code; wrong, used and expired codes get the same answer."""
    app_context, submitted, pending_secret = get_context(request), dict(form), _pending_login_secret(request)
    to, unsent = submitted.get("to", "/"), parse_unsent_form(submitted.get(UNSENT_FIELD, ""))
    if unsent and "again" in submitted:
        return render_sign_in_form(request, "", None, to, unsent)
    if not is_csrf_key_valid(pending_secret, submitted.get("csrf", "")):
        if unsent:
            return render_sign_in_form(request, "", NotSignedIn("session_ended_form_kept"), to, unsent)
        raise Forbidden("form_key_wrong")
    key, place = app_context.config.load_secret_key(), find_client_address(request)
    try:
        secret = two_factor.verify_pending_login(
            app_context.database, key, pending_secret, submitted.get("code", ""), place, app_context.now()
        )
    except (NotSignedIn, RateLimited) as error:
        return render_two_factor_verification(request, pending_secret, error, to, unsent)
    answer = open_signed_in(request, secret, to, unsent)
    https = app_context.config.is_https
    answer.delete_cookie(pending_login_cookie_name(app_context), path="/", secure=https, httponly=True, samesite="lax")
    return answer


@router.get("/sign-in/confirm")
def show_sign_in_confirmation(request: Request, to: str = "/") -> Response:
    """Ask for password and code once more, then redirect to `to`."""
    visitor = require_visitor(request)
    return _render_sign_in_confirmation(request, to, {}) if visitor.has_two_factor else redirect("/settings/two-factor")


@router.post("/sign-in/confirm")
@runs_in(PASSWORDS)
def confirm_sign_in(request: Request, form: FormBody) -> Response:
    """Confirm the session and redirect; the session gets a new secret."""
    visitor, app_context, submitted = require_form_sender(request, form), get_context(request), dict(form)
    typed, to = (submitted.get("password", ""), submitted.get("code", "")), submitted.get("to", "/")
    key = app_context.config.load_secret_key()
    try:
        secret = two_factor.verify_session_again(
            app_context.database, key, visitor.person, visitor.session_secret, *typed, app_context.now()
        )
    except Invalid as error:
        return _render_sign_in_confirmation(request, to, describe_problems_by_field(error), error.status)
    return redirect_signed_in(app_context, secret, safe_redirect_target(to))


def _pending_login_secret(request: Request) -> str:
    return request.cookies.get(pending_login_cookie_name(get_context(request)), "")


def _render_sign_in_confirmation(request: Request, to: str, errors: Mapping[str, str], status: int = 200) -> Response:
    return render_page(
        request, "two_factor/confirm_sign_in.html", {"to": safe_redirect_target(to), "errors": errors}, status
    )
