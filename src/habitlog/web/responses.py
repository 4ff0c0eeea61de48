"""Responses with a page, and redirects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from habitlog.accounts.credentials import mask_csrf_key
from habitlog.translation import current_catalogue
from habitlog.usecases.shown_pillars import list_shown_pillars
from habitlog.web.compression import NOT_COMPRESSED
from habitlog.web.context import get_context
from habitlog.web.dependencies import Visitor
from habitlog.web.page_cache import CachedPage, PageKey
from habitlog.web.presenters.emergency_numbers import find_regional_help

NAVIGATION_SECTIONS = (
    "search",
    "trends",
    "patterns",
    "experiments",
    "library",
    "clinician",
    "sharing",
    "coach",
    "data",
    "settings",
)
PARENT_SECTIONS = {"weeks": "trends", "years": "trends", "account": "data", "imports": "data"}
"""First segments of paths that belong to a section of another name."""
SAVED_ENTRY_COOKIE = "habitlog-saved"


def render_page(
    request: Request,
    template: str,
    values: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Return a template rendered with `values` and with what every page needs.

    That is the person who is signed in and the pillars they see, the key of their forms (masked), the section of the
    navigation, today, and the emergency numbers and crisis lines of their zone.
    """
    app_context = get_context(request)
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    now = app_context.now()
    page_values: dict[str, Any] = {
        "person": visitor.person if visitor else None,
        "shown_pillars": list_shown_pillars(visitor.person) if visitor else (),
        "csrf_token": visitor.csrf_token if visitor else "",
        "emergency": find_regional_help(visitor.person.zone if visitor else ""),
        "section": find_navigation_section(request.url.path),
        "is_coach": visitor.is_coach if visitor else False,
        "today": visitor.person.local_today(now) if visitor else now.date(),
    }
    page_values |= values
    request.state.masked_key = page_values["csrf_token"] = mask_csrf_key(page_values["csrf_token"])
    html = app_context.templates.get_template(template).render(page_values)
    return HTMLResponse(html, status, dict(headers or {}))


def render_page_with_secret(
    request: Request, template: str, values: Mapping[str, Any], status: int = 200
) -> HTMLResponse:
    """Return a page as `render_page` does that shows a secret to its reader: it is never compressed."""
    return render_page(request, template, values, status, NOT_COMPRESSED)


_NEW_ENTRY_ID = re.compile(rb'(?<=name="entry_id" value=")[0-9a-f-]{36}(?=")')


def cached_page(request: Request, visitor: Visitor, render: Callable[[], Response]) -> Response:
    """Return the page that `render` makes of the visitor's own data, as it was made before while nothing has changed.

    Not for what depends on the instant rather than the day. The key of forms is masked anew in every response,
    and what a form would log gets a new id: the same id twice is the same entry.
    """
    app_context = get_context(request)
    now, person = app_context.now(), visitor.person
    address = f"{request.url.path}?{request.url.query}"
    key = PageKey(
        person.id, person.change_number, visitor.is_coach, person.local_today(now), address, current_catalogue()
    )
    page = app_context.page_cache.find_page(key, now)
    if page is not None:
        masked_key = mask_csrf_key(visitor.csrf_token).encode()
        body = page.body.replace(page.masked_key, masked_key)
        return HTMLResponse(_NEW_ENTRY_ID.sub(lambda _: str(uuid4()).encode(), body))
    response = render()
    masked_key_used = getattr(request.state, "masked_key", "").encode()
    if response.status_code == 200 and masked_key_used:
        app_context.page_cache.keep_page(key, CachedPage(bytes(response.body), masked_key_used, now))
    return response


def find_navigation_section(path: str) -> str:
    """Return the section of the navigation that a path belongs to."""
    segment = path.strip("/").partition("/")[0]
    return segment if segment in NAVIGATION_SECTIONS else PARENT_SECTIONS.get(segment, "today")


def redirect(url: str) -> Response:
    """Return a redirect (303) after a form was processed."""
    return RedirectResponse(url, status_code=303)


def redirect_after_save(request: Request, url: str, entry_id: str) -> Response:
    """Redirect after an entry was saved or deleted, and name it in a cookie: the browser then drops its draft.

    The cookie is for scripts, lasts two minutes and has nothing but the random id.
    """
    response, is_https = redirect(url), get_context(request).config.is_https
    name = f"__Host-{SAVED_ENTRY_COOKIE}" if is_https else SAVED_ENTRY_COOKIE
    response.set_cookie(name, entry_id, max_age=120, path="/", secure=is_https, httponly=False, samesite="lax")
    return response


def safe_redirect_target(url: str) -> str:
    """Return a path of this site as it is, and "/" for any other address."""
    is_own_path = url.startswith("/") and not url.startswith(("//", "/\\")) and url.isprintable()
    return url if is_own_path else "/"


def with_return_to(url: str, return_to: str) -> str:
    """Return an address with the path to return to as parameter `to`; "/" is the default and left out."""
    target = safe_redirect_target(return_to)
    return url if target == "/" else f"{url}?to={quote(target, safe='')}"
