"""One grant from the client's side: confirmed, narrowed or ended with one click, widened with the password."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import Response

from habitlog.errors import Conflict, Invalid, NotFound, PreconditionFailed, RateLimited
from habitlog.pillars import PILLARS
from habitlog.sharing.consent import LIVE_STATES
from habitlog.sharing.consent_texts import CONSENT_TEXTS_BY_VERSION, CURRENT_TEXT_VERSION
from habitlog.translation import gettext
from habitlog.usecases.sharing import grant_changes, grants
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, FormBody, FormSender, GrantId, Visitor
from habitlog.web.handler_queues import PASSWORDS, WRITES, PageRouter, runs_in
from habitlog.web.presenters.error_text import describe_error, describe_problems_by_field
from habitlog.web.presenters.sharing import describe_ended_grant, present_grant
from habitlog.web.requests import list_form_values
from habitlog.web.responses import redirect, render_page

router = PageRouter(prefix="/sharing/grants")


async def _require_client(request: Request, sender: FormSender) -> Visitor:
    app_context = get_context(request)
    due = {"database": app_context.database, "person": sender.person, "now": app_context.now()}
    await WRITES.run(expire_grants_if_due, due)
    return sender


ClientFormSender = Annotated[Visitor, Depends(_require_client)]
"""Who sent the form of the request, as `FormSender`; grants of theirs that are over are marked as expired before."""


@router.get("/{grant_id}")
@runs_in(WRITES)
def show_grant(request: Request, visitor: CurrentVisitor, grant_id: GrantId) -> Response:
    """Show a grant: to confirm while it is pending, to change while it is active, and how it ended."""
    app_context = get_context(request)
    expire_grants_if_due(app_context.database, visitor.person, app_context.now())
    return _render_grant(request, visitor, grant_id)


@router.post("/{grant_id}")
@runs_in(PASSWORDS)
def update_grant(request: Request, client: ClientFormSender, grant_id: GrantId, form: FormBody) -> Response:
    """Change the scope of a grant; to widen it the form needs the password and the version of the consent text."""
    form_values = dict(form)
    scope = {
        "pillars": list_form_values(form, "pillar"),
        "history_from": form_values.get("history_from", ""),
        "until": form_values.get("until", ""),
    }
    submitted = {**scope, "version": form_values.get("version", "")}
    try:
        return _change_grant_scope(request, client, grant_id, scope, form_values)
    except Invalid as error:
        errors = describe_problems_by_field(error, top_level=True)
        needs_consent = _needs_consent(request, client, grant_id, scope)
        return _render_grant(request, client, grant_id, submitted, errors, needs_consent=needs_consent, status=422)
    except PreconditionFailed:
        message = gettext("This was changed in the meantime. Below is what you typed, beside what is saved now.")
        return _render_grant(request, client, grant_id, scope, message=message, status=Conflict.status)
    except RateLimited as error:
        errors = {"password": describe_error(error)}
        response = _render_grant(request, client, grant_id, submitted, errors, needs_consent=True, status=error.status)
        response.headers["Retry-After"] = str(error.retry_after)
        return response


def _change_grant_scope(
    request: Request, client: Visitor, grant_id: str, scope: Mapping[str, Any], form_values: Mapping[str, str]
) -> Response:
    app_context = get_context(request)
    with app_context.database.begin_read() as transaction:
        change = grant_changes.preview_scope_change(transaction, client.person, grant_id, scope, app_context.now())
    if change.needs_consent and "password" not in form_values:
        submitted = {**scope, "version": form_values.get("version", "")}
        return _render_grant(request, client, grant_id, submitted, needs_consent=True)
    grant_changes.change_scope(
        app_context.database,
        client.person,
        grant_id,
        scope,
        _parse_version(form_values),
        app_context.now(),
        form_values.get("password", ""),
        form_values.get("text", ""),
    )
    return redirect("/sharing?done=changed")


def _needs_consent(request: Request, client: Visitor, grant_id: str, scope: Mapping[str, Any]) -> bool:
    """Return whether an edit widens the grant; one that is not valid is taken not to."""
    app_context = get_context(request)
    try:
        with app_context.database.begin_read() as transaction:
            change = grant_changes.preview_scope_change(transaction, client.person, grant_id, scope, app_context.now())
    except Invalid:
        return False
    return change.needs_consent


def _parse_version(form_values: Mapping[str, str]) -> int:
    """Return the version a form was made with; 0, which no grant has, for what is no number."""
    text = form_values.get("version", "")
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


@router.post("/{grant_id}/confirm")
def confirm_grant(request: Request, client: ClientFormSender, grant_id: GrantId, form: FormBody) -> Response:
    """Confirm a pending grant under the consent text that the form names; from now on the coach sees its scope."""
    app_context, form_values = get_context(request), dict(form)
    version, text_version = _parse_version(form_values), form_values.get("text", "")
    try:
        with app_context.database.begin_write() as transaction:
            grants.confirm_grant(transaction, client.person, grant_id, version, text_version, app_context.now())
    except PreconditionFailed:
        raise Conflict("grant_changed_elsewhere") from None
    return redirect("/sharing?done=confirmed")


@router.post("/{grant_id}/decline")
def decline_grant(request: Request, client: ClientFormSender, grant_id: GrantId) -> Response:
    """Decline a pending grant."""
    app_context = get_context(request)
    with app_context.database.begin_write() as transaction:
        grants.decline_grant(transaction, client.person, grant_id, app_context.now())
    return redirect("/sharing?done=declined")


@router.post("/{grant_id}/stop")
def stop_sharing(request: Request, client: ClientFormSender, grant_id: GrantId, form: FormBody) -> Response:
    """End a grant, or remove one pillar from it, at once and without a password."""
    app_context, pillar = get_context(request), dict(form).get("pillar")
    if pillar is not None and pillar not in PILLARS:
        raise NotFound
    with app_context.database.begin_write() as transaction:
        if pillar is None:
            grants.revoke_grant(transaction, client.person, grant_id, app_context.now())
        else:
            grants.remove_pillar(transaction, client.person, grant_id, pillar, app_context.now())
    return redirect(f"/sharing?done={'stopped' if pillar is None else 'narrowed'}")


def _render_grant(
    request: Request,
    visitor: Visitor,
    grant_id: str,
    submitted: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    message: str = "",
    *,
    needs_consent: bool = False,
    status: int = 200,
) -> Response:
    app_context, client = get_context(request), visitor.person
    now = app_context.now()
    with app_context.database.begin_read() as transaction:
        grant = grants.find_grant(transaction, client, grant_id, now)
    overview = present_grant(grant, client, now)
    stored = {
        "pillars": grant.pillars,
        "history_from": grant.scope.history_from.isoformat(),
        "until": overview.until.isoformat(),
        "version": grant.version,
    }
    values = {
        "overview": overview,
        "values": stored | dict(submitted or {}),
        "errors": errors or {},
        "message": message,
        "needs_consent": needs_consent,
        "ended_text": "" if grant.state in LIVE_STATES else describe_ended_grant(grant, client, now),
        "consent_paragraphs": CONSENT_TEXTS_BY_VERSION[CURRENT_TEXT_VERSION].split("\n"),
        "text_version": CURRENT_TEXT_VERSION,
    }
    return render_page(request, "grants/show.html", values, status)
