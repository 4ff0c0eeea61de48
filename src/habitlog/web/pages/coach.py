"""The coach's pages: what clients show, a code to take, and the way out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import Conflict, HabitlogError, NotFound, TooManyTries
from habitlog.sharing import consent
from habitlog.usecases import clients, coaching, granting, redeeming
from habitlog.usecases.clientlist import LONGEST_NAME, Wish, chosen
from habitlog.web import clientwords, coachwords
from habitlog.web.deps import Form, Visitor, require_coach_session, sender, visitor
from habitlog.web.house import house_of
from habitlog.web.pages.grants import id_of, settled_sender
from habitlog.web.rendering import page, see
from habitlog.web.sharingwords import pillar_names
from habitlog.web.words import brief_day

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
def index(request: Request, name: str = "", pillar: str = "", verdict: str = "", order: str = "") -> Response:
    """Show every client, or those that are asked for, in the order asked for."""
    who, house, now = coach(request), house_of(request), house_of(request).now()
    found, wish = clients.everybody(house.database, who.person, now), Wish.of(name, pillar, verdict, order)
    today = who.person.today(now)
    context = {
        "clients": [clientwords.line(one, who.person, today) for one in chosen(found.shown, wish)],
        "heads": clientwords.heads(),
        "all": len(found.shown),
        "last_week": clientwords.last_week(found.shown),
        "waiting": found.waiting,
        "asked": wish,
        "longest": LONGEST_NAME,
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
    first = brief_day(consent.first_week(found.history_from), who.person.today(house.now()))
    context = {"offer": found, "names": pillar_names(found.pillars), "first": first, "code": code, "error": ""}
    return page(request, "coach/code.html", context)


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
    who, house, now = coach(request), house_of(request), house_of(request).now()
    asked = weeks_in(weeks)
    found = coaching.one(house.database, who.person, id_of(grant), asked, now)
    shown = coachwords.closely(found, who.person, who.person.today(now))
    return page(request, "coach/show.html", {"client": shown, "weeks": asked, "method": coachwords.method()})


def weeks_in(asked: str) -> int:
    """Return the weeks an address asks for: 4, or otherwise 12."""
    return WEEKS.get(asked, 12)


@router.post("/{grant}/leave")
def leave(request: Request, grant: str, form: Form) -> Response:
    """End a grant from the coach's side, at once."""
    settled_sender(request, form)
    who, house = coach(request), house_of(request)
    with house.database.write() as unit:
        granting.leave(unit, who.person, id_of(grant), house.now())
    return see("/coach")
