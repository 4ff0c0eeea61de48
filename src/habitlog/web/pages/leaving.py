"""The end of one's account: asked for, taken back within seven days, or done at once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import HabitlogError, Invalid, NotFound, StartRefused, TooManyTries
from habitlog.people.model import BACK_WITHIN, Person
from habitlog.usecases import erasurelist, leaving
from habitlog.web.deps import Form, Pairs, Visitor, leaver, sender, visitor
from habitlog.web.house import House, house_of
from habitlog.web.pages.sessions import forgetting
from habitlog.web.rendering import page, see
from habitlog.web.sharingwords import moment
from habitlog.web.words import day_month

log = logging.getLogger(__name__)
router = APIRouter(prefix="/leaving")


@router.get("/new")
def new(request: Request) -> Response:
    """Say what goes and when, and ask who it is."""
    return _ask(request, visitor(request), {})


@router.post("")
def create(request: Request, form: Form) -> Response:
    """Mark the account: everything that lets others in ends, and the person is signed out everywhere."""
    who, house = sender(request, form), house_of(request)
    try:
        ends = leaving.begin(house.database, house.settings.secret_key, who.person, *_typed(form), house.now())
    except (Invalid, TooManyTries) as error:
        return _retry_later(_ask(request, who, _errors(error), error.status), error)
    request.state.visitor = None
    return forgetting(page(request, "leaving/begun.html", _dated(ends, who.person, house)), house)


@router.get("")
def show(request: Request) -> Response:
    """Show the one page there is for somebody who is leaving."""
    try:
        who, since = leaver(request)
    except NotFound:
        return see("/data")
    return _draw(request, who, since, {})


@router.post("/keep")
def keep(request: Request, form: Form) -> Response:
    """Take the mark away: the account is as before, without grants and tokens."""
    (who, _), house = leaver(request, form), house_of(request)
    with house.database.write() as unit:
        leaving.keep(unit, who.person, house.now())
    return see("/")


@router.post("/now")
def delete(request: Request, form: Form) -> Response:
    """Delete the account at once, for good."""
    (who, since), house = leaver(request, form), house_of(request)
    try:
        leaving.finish(house.database, house.settings.secret_key, who.person, *_typed(form), house.now())
    except (Invalid, TooManyTries) as error:
        return _retry_later(_draw(request, who, since, _errors(error), error.status), error)
    try:
        erasurelist.write_down(house.database, house.settings.erased)
    except StartRefused as error:
        # The account is deleted. The list follows with the next turn of the hour.
        log.warning("%s", error.detail)
    return forgetting(page(request, "leaving/done.html", {}), house)


def _typed(form: Pairs) -> tuple[str, str]:
    given = dict(form)
    return given.get("password", ""), given.get("code", "")


def _errors(error: HabitlogError) -> Mapping[str, str]:
    problems = error.problems if isinstance(error, Invalid) else []
    return {p.field: p.message for p in problems} or {"password": error.detail}


def _retry_later(answer: Response, error: HabitlogError) -> Response:
    if isinstance(error, TooManyTries):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _dated(ends: datetime, person: Person, house: House) -> dict[str, Any]:
    """Return what a page says of the end: its day and its moment, on the person's own calendar and clock."""
    today = person.today(house.now())
    day = day_month(ends.astimezone(ZoneInfo(person.zone)).date(), today)
    return {"day": day, "ends": moment(ends, person, today)}


def _ask(request: Request, who: Visitor, errors: Mapping[str, str], status: int = 200) -> Response:
    house = house_of(request)
    known = _dated(house.now() + BACK_WITHIN, who.person, house) | {"errors": errors, "has_factor": who.has_factor}
    return page(request, "leaving/new.html", known, status)


def _draw(request: Request, who: Visitor, since: datetime, errors: Mapping[str, str], status: int = 200) -> Response:
    known = _dated(since + BACK_WITHIN, who.person, house_of(request)) | {"errors": errors, "csrf": who.form_key}
    known |= {"email": who.person.email, "has_factor": who.has_factor}
    return page(request, "leaving/show.html", known, status)
