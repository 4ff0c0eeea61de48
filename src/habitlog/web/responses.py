"""Drawing a page for whoever is looking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from habitlog.web.context import get_context
from habitlog.web.dependencies import Visitor
from habitlog.web.presenters.emergency_numbers import list_emergency_numbers

NAVIGATION_SECTIONS = ("trends", "patterns", "library", "clinician", "sharing", "coach", "data", "settings")
PARENT_SECTIONS = {"weeks": "trends", "years": "trends", "account": "data"}
"""Pages that stand below a place of the navigation under an address of their own."""


def render_page(
    request: Request,
    template: str,
    values: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Draw a template with what every page knows: who is signed in, their form key, where they are, today and
    the emergency number of their zone."""
    house = get_context(request)
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    now = house.now()
    known = {
        "person": visitor.person if visitor else None,
        "csrf": visitor.csrf_token if visitor else "",
        "emergency": list_emergency_numbers(visitor.person.zone) if visitor else (),
        "here": find_navigation_section(request.url.path),
        "is_coach": visitor.is_coach if visitor else False,
        "today": visitor.person.local_today(now) if visitor else now.date(),
    }
    drawn = house.templates.get_template(template).render(known | dict(values))
    return HTMLResponse(drawn, status, dict(headers or {}))


def find_navigation_section(path: str) -> str:
    """Return the navigation's name for an address."""
    first = path.strip("/").partition("/")[0]
    return first if first in NAVIGATION_SECTIONS else PARENT_SECTIONS.get(first, "today")


def redirect(url: str) -> Response:
    """Send a browser on after a form was taken."""
    return RedirectResponse(url, status_code=303)


def safe_redirect_target(url: str) -> str:
    """Return an address of this very site, or the front page."""
    own = url.startswith("/") and not url.startswith(("//", "/\\")) and url.isprintable()
    return url if own else "/"


def with_return_to(url: str, return_to: str) -> str:
    """Return an address that carries where to go on to; the front page goes without saying."""
    way = safe_redirect_target(return_to)
    return url if way == "/" else f"{url}?to={quote(way, safe='')}"
