"""Patterns: what went together in one's own log, for those who want to see it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import Invalid
from habitlog.usecases import patterns
from habitlog.web import patternwords
from habitlog.web.deps import Form, Visitor, sender, visitor
from habitlog.web.house import house_of
from habitlog.web.rendering import page, see

router = APIRouter(prefix="/patterns")


@router.get("")
def show(request: Request) -> Response:
    """Show what passed, what did not and what could not be tested; or what would be looked at, while it is off."""
    return _draw(request, visitor(request))


@router.post("")
def switch(request: Request, form: Form) -> Response:
    """Switch patterns on or off."""
    who, house = sender(request, form), house_of(request)
    given = {"patterns": dict(form).get("patterns", "")}
    try:
        with house.database.write() as unit:
            patterns.switch(unit, who.person, given)
    except Invalid as error:
        return _draw(request, who, error.problems[0].message, status=422)
    return see("/patterns")


def _draw(request: Request, who: Visitor, wrong: str = "", status: int = 200) -> Response:
    house, person = house_of(request), who.person
    with house.database.read() as unit:
        found = patterns.of(unit, person, person.today(house.now()))
    told = patternwords.told(found, person.style) if found.switched_on else None
    context = {"span": patternwords.span(found), "told": told, "wrong": wrong, "pairs": patternwords.PAIRS_IN_WORDS}
    return page(request, "patterns/show.html", context, status)
