"""Sharing at a glance: who may see what until when, what happened, and every look in a timeline."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.db import Reading
from habitlog.people.model import Person
from habitlog.sharing.consent import LIVE, State
from habitlog.usecases import granting, inviting, noticing, timeline
from habitlog.usecases.grants import Shared
from habitlog.usecases.settling import settle_if_due
from habitlog.web import sharingwords
from habitlog.web.deps import Form, sender, visitor
from habitlog.web.house import house_of
from habitlog.web.pages.grants import id_of
from habitlog.web.rendering import page, safe_way, see
from habitlog.web.sharingwords import glance

router = APIRouter(prefix="/sharing")
LATEST, A_PAGE = 5, 50
"""Looks on the page of sharing, and on a page of the timeline."""


@router.get("")
def index(request: Request, done: str = "") -> Response:
    """Show who may see what until when, what waits for an answer, and the latest looks."""
    who, house, now = visitor(request), house_of(request), house_of(request).now()
    settle_if_due(house.database, who.person, now)
    with house.database.read() as unit:
        grants = granting.given(unit, who.person, now)
        context = {
            "pending": _glances(grants, State.pending, who.person, now),
            "active": _glances(grants, State.active, who.person, now),
            "ended": [
                (one, sharingwords.ended_words(one, who.person, now)) for one in grants[::-1] if one.state not in LIVE
            ],
            "invites": [
                (glance(one, who.person, now), sharingwords.moment(one.expires_at, who.person, who.person.today(now)))
                for one in inviting.open_invites(unit, who.person, now)
            ],
            "looks": _looks(unit, who.person, now, LATEST),
            "notices": notices(unit, who.person, now),
            "done": done,
        }
    return page(request, "sharing/index.html", context)


@router.get("/looks")
def looks(request: Request, coach: str = "", cursor: str = "") -> Response:
    """Show every look, newest first, of one grant where it is named."""
    who, house, now = visitor(request), house_of(request), house_of(request).now()
    settle_if_due(house.database, who.person, now)
    with house.database.read() as unit:
        grants = [one for one in granting.given(unit, who.person, now) if one.state is not State.declined]
        chosen = granting.find(unit, who.person, id_of(coach), now) if coach else None
        found = _looks(unit, who.person, now, A_PAGE, cursor, chosen.id if chosen else None)
    context = {"grants": grants, "chosen": chosen, "looks": found, "live": LIVE}
    return page(request, "sharing/looks.html", context)


@router.post("/seen")
def seen(request: Request, form: Form) -> Response:
    """Note that the notices a page showed were seen; what came since stays new."""
    who, house = sender(request, form), house_of(request)
    shown = {value for name, value in form if name == "notice"}
    with house.database.write() as unit:
        noticing.mark_seen(unit, who.person, shown, house.now())
    return see(safe_way(dict(form).get("back", "/sharing")))


def notices(unit: Reading, person: Person, now: datetime) -> list[tuple[str, str, str]]:
    """Return (id, sentence, when) of each notice a person has not seen, newest first."""
    today = person.today(now)
    return [
        (one.id, sharingwords.notice_words(one), sharingwords.moment(one.at, person, today))
        for one in noticing.listed(unit, person, new=True)
    ]


def _glances(grants: tuple[Shared, ...], state: State, person: Person, now: datetime) -> list[sharingwords.Glance]:
    return [glance(one, person, now) for one in grants if one.state is state]


def _looks(
    unit: Reading, person: Person, now: datetime, limit: int, cursor: str = "", grant_id: str | None = None
) -> dict[str, object]:
    found = timeline.timeline(unit, person, limit, cursor or None, grant_id=grant_id, newest_first=True)
    today = person.today(now)
    told = [
        {
            "who": one["coach"],
            "when": sharingwords.moment(datetime.fromisoformat(one["at"]), person, today),
            "what": sharingwords.look_words(one),
        }
        for one in found["items"]
    ]
    return {"told": told, "next": found["next"]}
