"""One grant from the client's side: confirmed, narrowed or ended with one click, widened with the password."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import Conflict, Invalid, NotFound, PreconditionFailed, TooManyTries
from habitlog.pillars import PILLARS
from habitlog.sharing.texts import CONSENT_TEXTS, CURRENT_TEXT
from habitlog.usecases import changing, granting
from habitlog.usecases.settling import settle_if_due
from habitlog.web.deps import Form, Pairs, Visitor, sender, visitor
from habitlog.web.house import House, house_of
from habitlog.web.rendering import page, see
from habitlog.web.sharingwords import ended_words, glance

router = APIRouter(prefix="/sharing/grants")
STALE = "This was changed in the meantime. Below is what was typed, beside what holds now."


def id_of(text: str) -> str:
    """Return the id in an address as it is kept; raises `NotFound` for what is none."""
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound from None


def settled_sender(request: Request, form: Pairs) -> Visitor:
    """Return who sent a form about a grant, once what is over for them is written so: a form can come too late.

    Raises as `sender` does.
    """
    who, house = sender(request, form), house_of(request)
    settle_if_due(house.database, who.person, house.now())
    return who


def pillars_in(form: Pairs) -> list[str]:
    """Return the pillars that are switched on in a form."""
    return [value for name, value in form if name == "pillar"]


@router.get("/{grant_id}")
def show(request: Request, grant_id: str) -> Response:
    """Show a grant: to confirm where it waits, to change while it holds, what it was once it has ended."""
    who, house = visitor(request), house_of(request)
    settle_if_due(house.database, who.person, house.now())
    return _draw(request, who, id_of(grant_id))


@router.post("/{grant_id}")
def update(request: Request, grant_id: str, form: Form) -> Response:
    """Give a grant another scope; what it adds needs the password, under the text that is agreed to."""
    who, house, given = settled_sender(request, form), house_of(request), dict(form)
    grant = id_of(grant_id)
    scope = {"pillars": pillars_in(form), **{name: given.get(name, "") for name in ("history_from", "until")}}
    typed = {**scope, "version": given.get("version", "")}
    try:
        return _changed(request, who, grant, scope, given)
    except Invalid as error:
        errors = {p.field.partition(".")[0]: p.message for p in error.problems}
        return _draw(request, who, grant, typed, errors, wider=_wider(house, who, grant, scope), status=422)
    except PreconditionFailed:
        return _draw(request, who, grant, scope, told=STALE, status=Conflict.status)
    except TooManyTries as error:
        answer = _draw(request, who, grant, typed, {"password": error.detail}, wider=True, status=error.status)
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer


def _changed(
    request: Request, who: Visitor, grant_id: str, scope: dict[str, Any], given: Mapping[str, str]
) -> Response:
    house = house_of(request)
    with house.database.read() as unit:
        wanted = changing.effect(unit, who.person, grant_id, scope, house.now())
    if wanted.needs_consent and "password" not in given:
        return _draw(request, who, grant_id, {**scope, "version": given.get("version", "")}, wider=True)
    changing.change(
        house.database,
        who.person,
        grant_id,
        scope,
        _version(given),
        house.now(),
        given.get("password", ""),
        given.get("text", ""),
    )
    return see("/sharing?done=changed")


def _wider(house: House, who: Visitor, grant_id: str, scope: dict[str, Any]) -> bool:
    try:
        with house.database.read() as unit:
            return changing.effect(unit, who.person, grant_id, scope, house.now()).needs_consent
    except Invalid:
        return False


def _version(given: Mapping[str, str]) -> int:
    """Return the version a form was drawn with; what is no number was never one."""
    text = given.get("version", "")
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


@router.post("/{grant_id}/confirm")
def confirm(request: Request, grant_id: str, form: Form) -> Response:
    """Agree to the text: from now on the coach sees what the grant opens."""
    who, house, given = settled_sender(request, form), house_of(request), dict(form)
    try:
        with house.database.write() as unit:
            granting.confirm(unit, who.person, id_of(grant_id), _version(given), given.get("text", ""), house.now())
    except PreconditionFailed:
        raise Conflict("This was changed in the meantime. Opening the page again shows it as it is now.") from None
    return see("/sharing?done=confirmed")


@router.post("/{grant_id}/decline")
def decline(request: Request, grant_id: str, form: Form) -> Response:
    """Turn a taken invitation down."""
    who, house = settled_sender(request, form), house_of(request)
    with house.database.write() as unit:
        granting.decline(unit, who.person, id_of(grant_id), house.now())
    return see("/sharing?done=declined")


@router.post("/{grant_id}/stop")
def stop(request: Request, grant_id: str, form: Form) -> Response:
    """End a grant, or take one pillar out of it: at once, without a password and without a reason."""
    who, house, pillar = settled_sender(request, form), house_of(request), dict(form).get("pillar")
    if pillar is not None and pillar not in PILLARS:
        raise NotFound
    with house.database.write() as unit:
        if pillar is None:
            granting.revoke(unit, who.person, id_of(grant_id), house.now())
        else:
            granting.stop_pillar(unit, who.person, id_of(grant_id), pillar, house.now())
    return see(f"/sharing?done={'stopped' if pillar is None else 'narrowed'}")


def _draw(
    request: Request,
    who: Visitor,
    grant_id: str,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    told: str = "",
    *,
    wider: bool = False,
    status: int = 200,
) -> Response:
    house, now = house_of(request), house_of(request).now()
    with house.database.read() as unit:
        found = granting.find(unit, who.person, grant_id, now)
    shown = glance(found, who.person, now)
    kept: dict[str, Any] = {"pillars": found.pillars, "history_from": found.scope.history_from.isoformat()}
    kept |= {"until": shown.until.isoformat(), "version": found.version}
    context = {
        "shown": shown,
        "values": kept | dict(typed or {}),
        "errors": errors or {},
        "told_of": told,
        "wider": wider,
        "ended": "" if found.state.value in {"pending", "active"} else ended_words(found, who.person, now),
        "text": CONSENT_TEXTS[CURRENT_TEXT],
        "text_version": CURRENT_TEXT,
    }
    return page(request, "grants/show.html", context, status)
