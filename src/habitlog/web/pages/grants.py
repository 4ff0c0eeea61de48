"""One grant from the client's side: confirmed, narrowed or ended with one click, widened with the password."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import Conflict, Invalid, NotFound, PreconditionFailed, RateLimited
from habitlog.pillars import PILLARS
from habitlog.sharing.consent_texts import CONSENT_TEXTS_BY_VERSION, CURRENT_TEXT_VERSION
from habitlog.usecases.sharing import grant_changes, grants
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due
from habitlog.web.context import AppContext, get_context
from habitlog.web.dependencies import FormBody, FormPairs, Visitor, require_form_sender, require_visitor
from habitlog.web.presenters.error_text import describe_error, describe_problems_by_field
from habitlog.web.presenters.sharing import describe_grant_end, present_grant
from habitlog.web.responses import redirect, render_page

router = APIRouter(prefix="/sharing/grants")
GRANT_CHANGED = "This was changed in the meantime. Below is what was typed, beside what holds now."


def parse_grant_id(text: str) -> str:
    """Return the id in an address as it is kept; raises `NotFound` for what is none."""
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound from None


def require_sender_after_expiry(request: Request, form: FormPairs) -> Visitor:
    """Return who sent a form about a grant, once what is over for them is written so: a form can come too late.

    Raises as `sender` does.
    """
    who, house = require_form_sender(request, form), get_context(request)
    expire_grants_if_due(house.database, who.person, house.now())
    return who


def selected_pillars(form: FormPairs) -> list[str]:
    """Return the pillars that are switched on in a form."""
    return [value for name, value in form if name == "pillar"]


@router.get("/{grant_id}")
def show_grant(request: Request, grant_id: str) -> Response:
    """Show a grant: to confirm where it waits, to change while it holds, what it was once it has ended."""
    who, house = require_visitor(request), get_context(request)
    expire_grants_if_due(house.database, who.person, house.now())
    return _render_grant(request, who, parse_grant_id(grant_id))


@router.post("/{grant_id}")
def update_grant(request: Request, grant_id: str, form: FormBody) -> Response:
    """Give a grant another scope; what it adds needs the password, under the text that is agreed to."""
    who, house, given = require_sender_after_expiry(request, form), get_context(request), dict(form)
    grant = parse_grant_id(grant_id)
    scope = {"pillars": selected_pillars(form), **{name: given.get(name, "") for name in ("history_from", "until")}}
    typed = {**scope, "version": given.get("version", "")}
    try:
        return _change_grant_scope(request, who, grant, scope, given)
    except Invalid as error:
        errors = describe_problems_by_field(error, top_level=True)
        return _render_grant(
            request, who, grant, typed, errors, needs_consent=_needs_consent(house, who, grant, scope), status=422
        )
    except PreconditionFailed:
        return _render_grant(request, who, grant, scope, message=GRANT_CHANGED, status=Conflict.status)
    except RateLimited as error:
        answer = _render_grant(
            request, who, grant, typed, {"password": describe_error(error)}, needs_consent=True, status=error.status
        )
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer


def _change_grant_scope(
    request: Request, visitor: Visitor, grant_id: str, scope: dict[str, Any], form_values: Mapping[str, str]
) -> Response:
    house = get_context(request)
    with house.database.begin_read() as transaction:
        wanted = grant_changes.preview_scope_change(transaction, visitor.person, grant_id, scope, house.now())
    if wanted.needs_consent and "password" not in form_values:
        return _render_grant(
            request, visitor, grant_id, {**scope, "version": form_values.get("version", "")}, needs_consent=True
        )
    grant_changes.change_scope(
        house.database,
        visitor.person,
        grant_id,
        scope,
        _parse_version(form_values),
        house.now(),
        form_values.get("password", ""),
        form_values.get("text", ""),
    )
    return redirect("/sharing?done=changed")


def _needs_consent(app_context: AppContext, visitor: Visitor, grant_id: str, scope: dict[str, Any]) -> bool:
    try:
        with app_context.database.begin_read() as transaction:
            return grant_changes.preview_scope_change(
                transaction, visitor.person, grant_id, scope, app_context.now()
            ).needs_consent
    except Invalid:
        return False


def _parse_version(form_values: Mapping[str, str]) -> int:
    """Return the version a form was drawn with; what is no number was never one."""
    text = form_values.get("version", "")
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


@router.post("/{grant_id}/confirm")
def confirm_grant(request: Request, grant_id: str, form: FormBody) -> Response:
    """Agree to the text: from now on the coach sees what the grant opens."""
    who, house, given = require_sender_after_expiry(request, form), get_context(request), dict(form)
    try:
        with house.database.begin_write() as transaction:
            grants.confirm_grant(
                transaction,
                who.person,
                parse_grant_id(grant_id),
                _parse_version(given),
                given.get("text", ""),
                house.now(),
            )
    except PreconditionFailed:
        raise Conflict("grant_changed_elsewhere") from None
    return redirect("/sharing?done=confirmed")


@router.post("/{grant_id}/decline")
def decline_grant(request: Request, grant_id: str, form: FormBody) -> Response:
    """Turn a taken invitation down."""
    who, house = require_sender_after_expiry(request, form), get_context(request)
    with house.database.begin_write() as transaction:
        grants.decline_grant(transaction, who.person, parse_grant_id(grant_id), house.now())
    return redirect("/sharing?done=declined")


@router.post("/{grant_id}/stop")
def stop_sharing(request: Request, grant_id: str, form: FormBody) -> Response:
    """End a grant, or take one pillar out of it: at once, without a password and without a reason."""
    who, house, pillar = require_sender_after_expiry(request, form), get_context(request), dict(form).get("pillar")
    if pillar is not None and pillar not in PILLARS:
        raise NotFound
    with house.database.begin_write() as transaction:
        if pillar is None:
            grants.revoke_grant(transaction, who.person, parse_grant_id(grant_id), house.now())
        else:
            grants.remove_pillar(transaction, who.person, parse_grant_id(grant_id), pillar, house.now())
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
    house, now = get_context(request), get_context(request).now()
    with house.database.begin_read() as transaction:
        found = grants.find_grant(transaction, visitor.person, grant_id, now)
    shown = present_grant(found, visitor.person, now)
    kept: dict[str, Any] = {"pillars": found.pillars, "history_from": found.scope.history_from.isoformat()}
    kept |= {"until": shown.until.isoformat(), "version": found.version}
    context = {
        "shown": shown,
        "values": kept | dict(submitted or {}),
        "errors": errors or {},
        "told_of": message,
        "wider": needs_consent,
        "ended": "" if found.state.value in {"pending", "active"} else describe_grant_end(found, visitor.person, now),
        "text": CONSENT_TEXTS_BY_VERSION[CURRENT_TEXT_VERSION],
        "text_version": CURRENT_TEXT_VERSION,
    }
    return render_page(request, "grants/show.html", context, status)
