"""Deletion of one's account: requested, cancelled within seven days, or done at once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from starlette.responses import Response

from habitlog.accounts.person import DELETION_GRACE_PERIOD, Person
from habitlog.errors import HabitlogError, Invalid, NotFound, RateLimited, StartRefused
from habitlog.usecases.account_lifecycle import deletion
from habitlog.web.context import AppContext, get_context
from habitlog.web.dates import day_month
from habitlog.web.dependencies import (
    FormBody,
    FormPairs,
    Visitor,
    require_form_sender,
    require_pending_deletion,
    require_visitor,
)
from habitlog.web.handler_queues import PASSWORDS, PageRouter, runs_in
from habitlog.web.pages.sessions import clear_session_cookie
from habitlog.web.presenters.error_text import describe_error, describe_problems_by_field
from habitlog.web.presenters.sharing import format_moment
from habitlog.web.responses import redirect, render_page

log = logging.getLogger(__name__)
router = PageRouter(prefix="/account/deletion")


@router.get("/new")
def show_deletion_form(request: Request) -> Response:
    """Show what is deleted and when, and ask for password and code."""
    return _render_deletion_form(request, require_visitor(request), {})


@router.post("")
@runs_in(PASSWORDS)
def request_deletion(request: Request, form: FormBody) -> Response:
    """Request the deletion: sharing and tokens end, and the person is signed out everywhere."""
    visitor, app_context = require_form_sender(request, form), get_context(request)
    try:
        ends = deletion.request_deletion(
            app_context.database,
            app_context.config.load_secret_key,
            visitor.person,
            *_submitted_credentials(form),
            app_context.now(),
        )
    except (Invalid, RateLimited) as error:
        return _with_retry_after(_render_deletion_form(request, visitor, _errors_by_field(error), error.status), error)
    request.state.visitor = None
    return clear_session_cookie(
        render_page(request, "account_deletion/requested.html", _deletion_dates(ends, visitor.person, app_context)),
        app_context,
    )


@router.get("")
def show_pending_deletion(request: Request) -> Response:
    """Show the only page of an account pending deletion."""
    try:
        visitor, requested_at = require_pending_deletion(request)
    except NotFound:
        return redirect("/data")
    return _render_pending_deletion(request, visitor, requested_at, {})


@router.post("/cancel")
def cancel_deletion(request: Request, form: FormBody) -> Response:
    """Cancel the deletion: the account is as before, without grants and tokens."""
    (visitor, _), app_context = require_pending_deletion(request, form), get_context(request)
    with app_context.database.begin_write() as transaction:
        deletion.cancel_deletion(transaction, visitor.person, app_context.now())
    return redirect("/")


@router.post("/now")
@runs_in(PASSWORDS)
def delete_account_now(request: Request, form: FormBody) -> Response:
    """Delete the account at once, for good."""
    (visitor, requested_at), app_context = require_pending_deletion(request, form), get_context(request)
    try:
        deletion.delete_account_now(
            app_context.database,
            app_context.config.load_secret_key,
            visitor.person,
            *_submitted_credentials(form),
            app_context.now(),
        )
    except (Invalid, RateLimited) as error:
        return _with_retry_after(
            _render_pending_deletion(request, visitor, requested_at, _errors_by_field(error), error.status), error
        )
    try:
        deletion.update_erasure_list(app_context.database, app_context.config.erasure_list_path)
    except StartRefused as error:
        # The account is deleted. The list is brought up to date by the next hourly run.
        log.warning("%s", error.reason)
    return clear_session_cookie(render_page(request, "account_deletion/deleted.html", {}), app_context)


def _submitted_credentials(form: FormPairs) -> tuple[str, str]:
    submitted = dict(form)
    return submitted.get("password", ""), submitted.get("code", "")


def _errors_by_field(error: HabitlogError) -> Mapping[str, str]:
    return describe_problems_by_field(error) if isinstance(error, Invalid) else {"password": describe_error(error)}


def _with_retry_after(response: Response, error: HabitlogError) -> Response:
    if isinstance(error, RateLimited):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _deletion_dates(deletes_at: datetime, person: Person, app_context: AppContext) -> dict[str, Any]:
    """Return the day and the moment of the deletion in the person's own time zone and format."""
    today = person.local_today(app_context.now())
    day = day_month(deletes_at.astimezone(ZoneInfo(person.zone)).date(), today)
    return {"day": day, "ends": format_moment(deletes_at, person, today)}


def _render_deletion_form(request: Request, visitor: Visitor, errors: Mapping[str, str], status: int = 200) -> Response:
    app_context = get_context(request)
    known_names = _deletion_dates(app_context.now() + DELETION_GRACE_PERIOD, visitor.person, app_context) | {
        "errors": errors,
        "has_two_factor": visitor.has_two_factor,
    }
    return render_page(request, "account_deletion/new.html", known_names, status)


def _render_pending_deletion(
    request: Request, visitor: Visitor, requested_at: datetime, errors: Mapping[str, str], status: int = 200
) -> Response:
    known_names = _deletion_dates(requested_at + DELETION_GRACE_PERIOD, visitor.person, get_context(request)) | {
        "errors": errors,
        "csrf_token": visitor.csrf_token,
    }
    known_names |= {"email": visitor.person.email, "has_two_factor": visitor.has_two_factor}
    return render_page(request, "account_deletion/show.html", known_names, status)
