"""The end of one's account: asked for, taken back within seven days, or done at once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
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
from habitlog.web.pages.sessions import clear_session_cookie
from habitlog.web.presenters.error_text import describe_error, describe_problems_by_field
from habitlog.web.presenters.sharing import format_moment
from habitlog.web.responses import redirect, render_page

log = logging.getLogger(__name__)
router = APIRouter(prefix="/account/deletion")


@router.get("/new")
def show_deletion_form(request: Request) -> Response:
    """Say what goes and when, and ask who it is."""
    return _render_deletion_form(request, require_visitor(request), {})


@router.post("")
def request_deletion(request: Request, form: FormBody) -> Response:
    """Mark the account: everything that lets others in ends, and the person is signed out everywhere."""
    who, house = require_form_sender(request, form), get_context(request)
    try:
        ends = deletion.request_deletion(
            house.database, house.config.load_secret_key, who.person, *_submitted_credentials(form), house.now()
        )
    except (Invalid, RateLimited) as error:
        return _with_retry_after(_render_deletion_form(request, who, _errors_by_field(error), error.status), error)
    request.state.visitor = None
    return clear_session_cookie(
        render_page(request, "account_deletion/requested.html", _deletion_dates(ends, who.person, house)), house
    )


@router.get("")
def show_pending_deletion(request: Request) -> Response:
    """Show the one page there is for somebody who is leaving."""
    try:
        who, since = require_pending_deletion(request)
    except NotFound:
        return redirect("/data")
    return _render_pending_deletion(request, who, since, {})


@router.post("/cancel")
def cancel_deletion(request: Request, form: FormBody) -> Response:
    """Take the mark away: the account is as before, without grants and tokens."""
    (who, _), house = require_pending_deletion(request, form), get_context(request)
    with house.database.begin_write() as transaction:
        deletion.cancel_deletion(transaction, who.person, house.now())
    return redirect("/")


@router.post("/now")
def delete_account_now(request: Request, form: FormBody) -> Response:
    """Delete the account at once, for good."""
    (who, since), house = require_pending_deletion(request, form), get_context(request)
    try:
        deletion.delete_account_now(
            house.database, house.config.load_secret_key, who.person, *_submitted_credentials(form), house.now()
        )
    except (Invalid, RateLimited) as error:
        return _with_retry_after(
            _render_pending_deletion(request, who, since, _errors_by_field(error), error.status), error
        )
    try:
        deletion.update_erasure_list(house.database, house.config.erasure_list_path)
    except StartRefused as error:
        # The account is deleted. The list follows with the next turn of the hour.
        log.warning("%s", error.reason)
    return clear_session_cookie(render_page(request, "account_deletion/deleted.html", {}), house)


def _submitted_credentials(form: FormPairs) -> tuple[str, str]:
    given = dict(form)
    return given.get("password", ""), given.get("code", "")


def _errors_by_field(error: HabitlogError) -> Mapping[str, str]:
    return describe_problems_by_field(error) if isinstance(error, Invalid) else {"password": describe_error(error)}


def _with_retry_after(response: Response, error: HabitlogError) -> Response:
    if isinstance(error, RateLimited):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _deletion_dates(deletes_at: datetime, person: Person, app_context: AppContext) -> dict[str, Any]:
    """Return what a page says of the end: its day and its moment, on the person's own calendar and clock."""
    today = person.local_today(app_context.now())
    day = day_month(deletes_at.astimezone(ZoneInfo(person.zone)).date(), today)
    return {"day": day, "ends": format_moment(deletes_at, person, today)}


def _render_deletion_form(request: Request, visitor: Visitor, errors: Mapping[str, str], status: int = 200) -> Response:
    house = get_context(request)
    known = _deletion_dates(house.now() + DELETION_GRACE_PERIOD, visitor.person, house) | {
        "errors": errors,
        "has_factor": visitor.has_two_factor,
    }
    return render_page(request, "account_deletion/new.html", known, status)


def _render_pending_deletion(
    request: Request, visitor: Visitor, requested_at: datetime, errors: Mapping[str, str], status: int = 200
) -> Response:
    known = _deletion_dates(requested_at + DELETION_GRACE_PERIOD, visitor.person, get_context(request)) | {
        "errors": errors,
        "csrf": visitor.csrf_token,
    }
    known |= {"email": visitor.person.email, "has_factor": visitor.has_two_factor}
    return render_page(request, "account_deletion/show.html", known, status)
