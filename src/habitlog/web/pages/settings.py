"""Settings: name, zone, day start, how numbers are written, password, other sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, Invalid
from habitlog.timezones import list_time_zones
from habitlog.usecases import remembered_words
from habitlog.usecases.entries import day_tags
from habitlog.usecases.identity import accounts, login_sessions
from habitlog.usecases.trends.rest_days import find_first_session_day
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, Visitor, require_form_sender, require_visitor
from habitlog.web.forms.numbers import parse_number
from habitlog.web.forms.pillar_choice import parse_shown_parts
from habitlog.web.forms.rest_days import parse_rest_days, present_rest_days
from habitlog.web.handler_queues import PASSWORDS, PageRouter, runs_in
from habitlog.web.pages.sessions import redirect_signed_in
from habitlog.web.presenters.clinician_cards import ClinicianCard
from habitlog.web.presenters.error_text import describe_problems_by_field, describe_refused_name
from habitlog.web.refused_texts import open_urgent_card_on_refusal
from habitlog.web.responses import redirect, render_page

router = PageRouter(prefix="/settings")
REQUIRED_FIELDS = ("name", "zone", "day_start")


@router.get("")
def show_settings(request: Request, done: str = "") -> Response:
    """Show the settings."""
    return render_settings(request, require_visitor(request), done=done)


@router.post("")
def update_settings(request: Request, form: FormBody) -> Response:
    """Save what the form brings of a person's settings; no stored value and no past day moves."""
    visitor, app_context, submitted = require_form_sender(request, form), get_context(request), dict(form)
    typed: dict[str, Any] = dict.fromkeys(REQUIRED_FIELDS, "") | {
        name: submitted[name] for name in visitor.person.export_settings() if name in submitted
    }
    typed |= parse_shown_parts(form) | parse_rest_days(submitted)
    try:
        with (
            open_urgent_card_on_refusal(request, visitor.person),
            app_context.database.begin_write() as transaction,
        ):
            accounts.change_profile(
                transaction, visitor.person, {**typed, "day_start": parse_number(typed["day_start"])}
            )
    except Invalid as error:
        return render_settings(request, visitor, typed, describe_problems_by_field(error), status=422)
    except ClinicianTopic as error:
        errors, card = describe_refused_name(error)
        return render_settings(request, visitor, typed, errors, card=card, status=422)
    return redirect("/settings?done=saved")


@router.post("/password")
@runs_in(PASSWORDS)
def change_password(request: Request, form: FormBody) -> Response:
    """Set a new password; every other session and every token ends."""
    visitor, app_context, submitted = require_form_sender(request, form), get_context(request), dict(form)
    try:
        secret = accounts.change_password(
            app_context.database,
            visitor.person,
            submitted.get("current", ""),
            submitted.get("new", ""),
            app_context.now(),
        )
    except Invalid as error:
        return render_settings(request, visitor, errors=describe_problems_by_field(error), status=422)
    return redirect_signed_in(app_context, secret, "/settings?done=password")


@router.post("/sessions/end")
def end_other_sessions(request: Request, form: FormBody) -> Response:
    """Sign out everywhere else."""
    visitor, app_context = require_form_sender(request, form), get_context(request)
    with app_context.database.begin_write() as transaction:
        accounts.end_other_sessions(transaction, visitor.person, visitor.session_secret)
    return redirect("/settings?done=sessions")


@router.post("/words/forget")
def forget_word(request: Request, form: FormBody) -> Response:
    """Forget that a word is not about a medicine."""
    visitor = require_form_sender(request, form)
    with get_context(request).database.begin_write() as transaction:
        remembered_words.forget_word(transaction, visitor.person, dict(form).get("word", ""))
    return redirect("/settings?done=word#words")


@router.post("/sessions/{session_id}/end")
def end_session(request: Request, session_id: str, form: FormBody) -> Response:
    """Sign one browser out; this one leads to the sign-in."""
    visitor, app_context = require_form_sender(request, form), get_context(request)
    with app_context.database.begin_write() as transaction:
        login_sessions.end_session(transaction, visitor.person, session_id)
    return redirect("/settings?done=session")


def render_settings(
    request: Request,
    visitor: Visitor,
    submitted: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    done: str = "",
    card: ClinicianCard | None = None,
    status: int = 200,
) -> Response:
    """Return the page of settings; what was sent and could not be saved is in `submitted`, its problems in `errors`."""
    values = {"tag": "", "tag_name": "", **visitor.person.export_settings(), **(submitted or {})}
    parts = {"values": values, "errors": errors or {}, "done": done, "card": card}
    context: dict[str, Any] = {
        **parts,
        "max_tags": day_tags.MAX_TAGS,
        "max_tag_length": day_tags.MAX_NAME_LENGTH,
        "zones": list_time_zones(),
        "has_two_factor": visitor.has_two_factor,
    }
    context["sends_mails"] = get_context(request).config.mail_server() is not None
    with get_context(request).database.begin_read() as transaction:
        first_session = None if visitor.person.rest_days else find_first_session_day(transaction, visitor.person)
        context["rest_days"] = present_rest_days(values, first_session)
        context["tags"] = day_tags.list_tags(transaction, visitor.person)
        context["remembered_words"] = remembered_words.list_words(transaction, visitor.person)
        context["sessions"] = login_sessions.list_sessions(
            transaction, visitor.person, visitor.session_secret, get_context(request).now()
        )
    return render_page(request, "settings/edit.html", context, status)
