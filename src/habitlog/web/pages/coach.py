"""The coach's pages: what clients show, a code to take, and the way out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import Conflict, HabitlogError, NotFound, TooManyTries
from habitlog.pillars import PILLARS
from habitlog.usecases import clients, coaching, granting, redeeming
from habitlog.web import clientwords, coachwords
from habitlog.web.deps import Form, Visitor, require_coach_session, sender, visitor
from habitlog.web.house import house_of
from habitlog.web.pages.grants import id_of, settled_sender
from habitlog.web.rendering import page, see

router = APIRouter(prefix="/coach")
WEEKS = {"4": 4, "12": 12}


def coach(request: Request) -> Visitor:
    """Return the coach who is asking: what every page here begins with.

    Raises `SecondStepNeeded` for a session that passed no second step within the last 12 hours.
    """
    found = visitor(request)
    require_coach_session(found, house_of(request).now())
    return found


@router.get("")
def index(request: Request, name: str = "", pillar: str = "", order: str = "name") -> Response:
    """Show every client, by name from A to Z or back; of some, those whose name or shown pillar is asked for."""
    who, house = coach(request), house_of(request)
    found = clients.everybody(house.database, who.person, house.now())
    backwards = order == "back"
    shown = [
        one
        for one in (reversed(found.shown) if backwards else found.shown)
        if name.strip().casefold() in one.look.client.name.casefold()
        and (pillar not in PILLARS or pillar in one.briefs)
    ]
    context = {
        "clients": [clientwords.line(one, who.person.style) for one in shown],
        "all": len(found.shown),
        "waiting": found.waiting,
        "asked": {"name": name[:80], "pillar": pillar, "order": "back" if backwards else "name"},
    }
    return page(request, "coach/index.html", context)


@router.post("/code")
def preview(request: Request, form: Form) -> Response:
    """Show what a code opens, before it is taken."""
    sender(request, form)
    who, house, code = coach(request), house_of(request), dict(form).get("code", "")
    try:
        found = redeeming.preview(house.database, who.person, code, house.now())
    except (NotFound, TooManyTries) as error:
        return _refused(request, code, error)
    return page(request, "coach/code.html", {"offer": found, "code": code, "error": ""})


@router.post("/accept")
def accept(request: Request, form: Form) -> Response:
    """Take a code: the grant then waits for the client."""
    sender(request, form)
    who, house, code = coach(request), house_of(request), dict(form).get("code", "")
    try:
        redeeming.redeem(house.database, who.person, code, house.now())
    except (NotFound, Conflict, TooManyTries) as error:
        return _refused(request, code, error)
    return see("/coach")


def _refused(request: Request, code: str, error: HabitlogError) -> Response:
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyTries) else {}
    context = {"offer": None, "code": code[:200], "error": error.detail}
    return page(request, "coach/code.html", context, error.status, headers)


@router.get("/{grant}")
def show(request: Request, grant: str, weeks: str = "12") -> Response:
    """Show what one client shares, over four or twelve finished weeks."""
    who, house = coach(request), house_of(request)
    asked = WEEKS.get(weeks, 12)
    found = coaching.one(house.database, who.person, id_of(grant), asked, house.now())
    return page(request, "coach/show.html", {"client": coachwords.client(found, who.person.style), "weeks": asked})


@router.post("/{grant}/leave")
def leave(request: Request, grant: str, form: Form) -> Response:
    """End a grant from the coach's side, at once."""
    settled_sender(request, form)
    who, house = coach(request), house_of(request)
    with house.database.write() as unit:
        granting.leave(unit, who.person, id_of(grant), house.now())
    return see("/coach")
