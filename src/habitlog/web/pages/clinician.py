"""What is left to a clinician, and why; and a sheet to bring along."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from habitlog.usecases import visiting
from habitlog.usecases.screening import card_of
from habitlog.usecases.visiting import Choice, Questions
from habitlog.web import visitwords
from habitlog.web.deps import Form, Visitor, sender, visitor
from habitlog.web.house import house_of
from habitlog.web.rendering import page
from habitlog.web.topicwords import TOPICS

router = APIRouter(prefix="/clinician")


@router.get("")
def show(request: Request, card: str = "") -> Response:
    """Show the topics, the reasons and questions one could bring."""
    visitor(request)
    return page(
        request, "clinician/show.html", {"card": card_of(card), "topics": TOPICS, **_form(Choice(), Questions())}
    )


@router.get("/sheet")
def look(request: Request, weeks: str = "4", pillar: Annotated[list[str] | None, Query()] = None) -> Response:
    """Show the sheet of some weeks and pillars, of all without any named."""
    who = visitor(request)
    return _sheet(request, who, Choice.of(weeks, Choice().pillars if pillar is None else pillar), Questions())


@router.post("/sheet")
def draw(request: Request, form: Form) -> Response:
    """Show the sheet with questions, which are kept nowhere; what does not fit on it stays in the form."""
    who, given = sender(request, form), dict(form)
    sent = {name: [value for key, value in form if key == name] for name in ("pillar", "opener", "question")}
    choice = Choice.of(given.get("weeks", "4"), sent["pillar"])
    asked = visiting.questions(sent["opener"], sent["question"], lighter="lighter" in given)
    if asked.errors:
        return page(request, "clinician/sheet.html", {"sheet": None, **_form(choice, asked)}, 422)
    return _sheet(request, who, choice, asked)


def _form(choice: Choice, asked: Questions) -> dict[str, object]:
    return {"choice": choice, "asked": asked, "openers": visiting.OPENERS, "longest": visiting.LONGEST}


def _sheet(request: Request, who: Visitor, choice: Choice, asked: Questions) -> Response:
    house = house_of(request)
    with house.database.read() as unit:
        found = visiting.sheet(unit, who.person, choice, who.person.today(house.now()))
    groups = [(one.pillar, visitwords.lines(one, who.person.style)) for one in found.measures]
    return page(request, "clinician/sheet.html", {"sheet": found, "groups": groups, **_form(choice, asked)})
