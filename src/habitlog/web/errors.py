"""One handler renders every error: a page at the pages' door, an RFC 9457 problem at the programs' door."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from habitlog.errors import (
    AccountLeaving,
    ClinicianTopic,
    FieldProblem,
    HabitlogError,
    Invalid,
    NotSignedIn,
    SecondStepNeeded,
    TooManyTries,
)
from habitlog.pillar.messages import problem_of
from habitlog.web.deps import visitor_or_nobody
from habitlog.web.house import house_of
from habitlog.web.rendering import page, with_way
from habitlog.web.security import guarding

log = logging.getLogger(__name__)

PROBLEM = "application/problem+json"
TYPE = "urn:habitlog:problem:"
WAYS = {
    "trends": ("/trends", "All trends"),
    "weeks": ("/weeks", "Week in review"),
    "years": ("/years", "Year in review"),
    "sharing": ("/sharing", "Sharing"),
}
"""The way on from an error, by where it came up."""


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(HabitlogError, _told)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _of_the_framework)
    app.add_exception_handler(Exception, _unforeseen)


def is_program(request: Request) -> bool:
    """Whether a request came by the API."""
    return request.url.path.startswith("/api/")


def problem(status: int, kind: str, title: str, detail: str, **extra: Any) -> dict[str, Any]:
    """Return the members of a problem document."""
    return {"type": f"{TYPE}{kind}", "title": title, "status": status, "detail": detail, **extra}


def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, HabitlogError)  # noqa: S101 - registered for it
    headers = {}
    if isinstance(error, ClinicianTopic) and not is_program(request) and request.method in {"GET", "HEAD"}:
        # A search: its words do not come along, neither to the page nor into its address.
        return RedirectResponse(f"/clinician?card={error.extra['referral']['kind']}", status_code=303)
    if isinstance(error, TooManyTries):
        headers["Retry-After"] = str(error.retry_after)
    elif error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "2"
    if isinstance(error, NotSignedIn):
        if not is_program(request) and request.method in {"GET", "HEAD"}:
            return RedirectResponse(with_way("/sign-in", _first_page(request)), status_code=303)
        headers["WWW-Authenticate"] = "Bearer"
    way = None
    if isinstance(error, AccountLeaving):
        way = "/leaving", "Keep it or delete it now"
        if request.method in {"GET", "HEAD"}:
            return RedirectResponse(way[0], status_code=303)
    if isinstance(error, SecondStepNeeded):
        way = _to_second_step(request, error)
        if error.set_up and request.method in {"GET", "HEAD"}:
            return RedirectResponse(way[0], status_code=303)
    return _answer(request, error.status, error.kind, error.title, error.detail, headers, error.extra, way)


def _first_page(request: Request) -> str:
    """Return where signing in leads on to: to the clients for who asked for them, with a code that only they hold."""
    return "/coach" if request.url.path == "/coach" else "/"


def _to_second_step(request: Request, error: SecondStepNeeded) -> tuple[str, str]:
    """Return the way to a second step; what was sent is not sent again, so its way back leads to the section."""
    if not error.set_up:
        return "/settings/second-step", "Set up the second step"
    url, section = request.url, f"/{request.url.path.strip('/').partition('/')[0]}"
    back = f"{url.path}?{url.query}" if url.query else url.path
    return f"/sign-in/again?to={quote(back if request.method in {'GET', 'HEAD'} else section, safe='')}", "Go on"


def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    found = [problem_of(item) for item in error.errors()]
    fields = [FieldProblem(p.field.partition(".")[2] or p.field, p.message) for p in found]
    return _told(request, Invalid(fields))


def _of_the_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    status = HTTPStatus(error.status_code)
    detail = {
        HTTPStatus.NOT_FOUND: "There is nothing at this address.",
        HTTPStatus.METHOD_NOT_ALLOWED: "This address does not answer to this method.",
    }.get(status, f"{status.phrase}.")
    kind = status.phrase.lower().replace(" ", "-")
    if not is_program(request):
        visitor_or_nobody(request)  # so that the page keeps its navigation for who is signed in
    return _answer(request, status, kind, status.phrase, detail, dict(error.headers or {}), {})


def _unforeseen(request: Request, _error: Exception) -> Response:
    detail = "This is a fault of habitlog, not yours. What was being saved is either saved whole or not at all."
    # This answer is made outside the middleware that guards every other one.
    headers = guarding(https=house_of(request).settings.is_https) | {"Cache-Control": "no-store"}
    return _answer(request, 500, "internal", "Something went wrong", detail, headers, {})


def _answer(
    request: Request,
    status: int,
    kind: str,
    title: str,
    detail: str,
    headers: dict[str, str],
    extra: dict[str, Any],
    way: tuple[str, str] | None = None,
) -> Response:
    if is_program(request):
        body = orjson.dumps(problem(status, kind, title, detail, **extra))
        return Response(body, status, headers, PROBLEM)
    context = {"title": title, "detail": detail, "status": status, "way": way or _way(request)}
    context["reasons"] = [one["message"] for one in extra.get("errors", [])] if kind == Invalid.kind else []
    return page(request, "errors/error.html", context, status, headers)


def _way(request: Request) -> tuple[str, str] | None:
    """Return an address near the one that did not answer, and what it is called."""
    return WAYS.get(request.url.path.strip("/").partition("/")[0])
