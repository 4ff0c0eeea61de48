"""The library, one piece of it, and what a person keeps of it."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.content.search import LONGEST_QUERY, Found
from habitlog.errors import ClinicianTopic
from habitlog.usecases import learning
from habitlog.web.deps import Form, sender, visitor
from habitlog.web.house import house_of
from habitlog.web.rendering import page, safe_way, see

router = APIRouter(prefix="/learn")


@router.get("")
def index(request: Request, q: str = "") -> Response:
    """Show the chapters, and what was saved first; or what a search found."""
    who, house, asked = visitor(request), house_of(request), q.strip()
    found = learning.search(house.index, asked) if asked else None
    with house.database.read() as unit:
        saved, dismissed = learning.kept(unit, house.library, who.person)
    chapters = tuple(house.library.chapters().items())
    shown = {"chapters": chapters, "saved": saved, "dismissed": dismissed}
    return page(request, "learn/index.html", shown | _sought(asked, found))


@router.post("")
def search(request: Request, form: Form) -> Response:
    """Lead a search to its address once the guard has read it: words that are refused never stand in one."""
    sender(request, form)
    asked = dict(form).get("q", "").strip()
    try:
        learning.search(house_of(request).index, asked)
    except ClinicianTopic as error:
        return see(f"/clinician?card={error.extra['referral']['kind']}")
    return see(f"/learn?{urlencode({'q': asked[:LONGEST_QUERY]})}" if asked else "/learn")


def _sought(asked: str, found: Found | None) -> dict[str, object]:
    return {"q": asked[:LONGEST_QUERY], "found": found, "longest": LONGEST_QUERY}


@router.get("/{snippet}")
def show(request: Request, snippet: str) -> Response:
    """Show one piece with its sources."""
    who, house = visitor(request), house_of(request)
    found = learning.find(house.library, snippet)
    with house.database.read() as unit:
        shown = learning.shown(unit, house.library, who.person, found)
    return page(request, "learn/show.html", {"shown": shown})


@router.post("/{snippet}/{choice}")
def choose(request: Request, snippet: str, choice: Literal["saved", "dismissed"], form: Form) -> Response:
    """Save or dismiss a piece; the same again takes it back."""
    who, house = sender(request, form), house_of(request)
    with house.database.write() as unit:
        learning.choose_for(unit, house.library, who.person, snippet, choice, house.now())
    return see(safe_way(dict(form).get("back", "/learn")))
