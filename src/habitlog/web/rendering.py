"""Drawing a page for whoever is looking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from habitlog.usecases import emergency
from habitlog.web.house import house_of

PLACES = ("trends", "patterns", "learn", "clinician", "sharing", "coach", "data", "settings")
BELONGS = {"weeks": "trends", "years": "trends", "leaving": "data"}
"""Pages that stand below a place of the navigation under an address of their own."""


def page(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Draw a template with what every page knows: who is signed in, their form key, where they are, today and
    the emergency number of their zone."""
    house = house_of(request)
    visitor = getattr(request.state, "visitor", None)
    now = house.now()
    known = {
        "person": visitor.person if visitor else None,
        "csrf": visitor.form_key if visitor else "",
        "emergency": emergency.numbers(visitor.person.zone) if visitor else (),
        "here": here(request.url.path),
        "is_coach": visitor.is_coach if visitor else False,
        "today": visitor.person.today(now) if visitor else now.date(),
    }
    drawn = house.templates.get_template(template).render(known | dict(context))
    return HTMLResponse(drawn, status, dict(headers or {}))


def here(path: str) -> str:
    """Return the navigation's name for an address."""
    first = path.strip("/").partition("/")[0]
    return first if first in PLACES else BELONGS.get(first, "today")


def see(address: str) -> Response:
    """Send a browser on after a form was taken."""
    return RedirectResponse(address, status_code=303)


def safe_way(address: str) -> str:
    """Return an address of this very site, or the front page."""
    own = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if own else "/"


def with_way(address: str, to: str) -> str:
    """Return an address that carries where to go on to; the front page goes without saying."""
    way = safe_way(to)
    return address if way == "/" else f"{address}?to={quote(way, safe='')}"
