"""Error handlers: an HTML page for a browser, an RFC 9457 problem document for the API."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from msgspec.structs import asdict, replace
from starlette.exceptions import HTTPException
from starlette.responses import Response

from habitlog.errors import (
    AccountPendingDeletion,
    BatchRefused,
    ClinicianTopic,
    ClinicianTopicUnsure,
    HabitlogError,
    Invalid,
    NotSignedIn,
    RateLimited,
    TooManyRequests,
    TwoFactorRequired,
)
from habitlog.log_records import current_request_id
from habitlog.translation import find_message, gettext, gettext_noop
from habitlog.validation import build_field_problem
from habitlog.web.allowed_methods import list_allowed_methods
from habitlog.web.context import get_context
from habitlog.web.dependencies import find_visitor
from habitlog.web.middleware import build_security_headers
from habitlog.web.presenters.error_text import (
    describe_code,
    describe_error,
    describe_field_problem,
    describe_title,
    require_card,
)
from habitlog.web.responses import render_page, with_return_to

log = logging.getLogger(__name__)

PROBLEM_MEDIA_TYPE = "application/problem+json"
PROBLEM_TYPE_PREFIX = "urn:habitlog:problem:"
SECTION_LINKS = {
    "trends": ("/trends", gettext_noop("All trends")),
    "weeks": ("/weeks", gettext_noop("Week in review")),
    "years": ("/years", gettext_noop("Year in review")),
    "sharing": ("/sharing", gettext_noop("Sharing")),
}
"""The link on an error page, by the section in which the error occurred."""

STATUS_PHRASES = (
    gettext_noop("Bad Request"),
    gettext_noop("Unauthorized"),
    gettext_noop("Method Not Allowed"),
)
"""The standard names of the statuses with which a request is refused before a handler is called."""


def install_error_handlers(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(HabitlogError, _handle_habitlog_error)
    app.add_exception_handler(RequestValidationError, _handle_validation_error)
    app.add_exception_handler(HTTPException, _handle_http_exception)
    app.add_exception_handler(Exception, _handle_unexpected_error)


def is_api_request(request: Request) -> bool:
    """Whether a request came by the API."""
    return request.url.path.startswith("/api/")


def build_problem(status: int, code: str, title: str, detail: str, **extra: Any) -> dict[str, Any]:
    """Return the members of a problem document."""
    return {"type": f"{PROBLEM_TYPE_PREFIX}{code}", "title": title, "status": status, "detail": detail, **extra}


def _handle_habitlog_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HabitlogError)  # noqa: S101 - registered for it
    headers = _list_retry_headers(error)
    if isinstance(error, ClinicianTopic) and not is_api_request(request) and request.method in {"GET", "HEAD"}:
        # A search: its words do not come along, neither to the page nor into its address.
        return RedirectResponse(f"/clinician?card={error.referral}", status_code=303)
    if isinstance(error, NotSignedIn):
        if not is_api_request(request) and request.method in {"GET", "HEAD"}:
            return RedirectResponse(with_return_to("/sign-in", _choose_sign_in_return(request)), status_code=303)
        headers["WWW-Authenticate"] = "Bearer"
    way = None
    if isinstance(error, AccountPendingDeletion):
        way = "/account/deletion", gettext("Keep it or delete it now")
        if request.method in {"GET", "HEAD"}:
            return RedirectResponse(way[0], status_code=303)
    if isinstance(error, TwoFactorRequired):
        way = _build_two_factor_link(request, error)
        if error.is_enrolled and request.method in {"GET", "HEAD"}:
            return RedirectResponse(way[0], status_code=303)
    return _render_error(
        request,
        error.status,
        error.problem_type,
        _describe_title(error),
        describe_error(error),
        headers,
        _build_problem_members(error),
        way,
    )


def _list_retry_headers(error: HabitlogError) -> dict[str, str]:
    """Return the headers that say when the same request may be sent again."""
    if isinstance(error, RateLimited | TooManyRequests):
        what = "tries" if isinstance(error, RateLimited) else "requests"
        return {"Retry-After": str(error.retry_after), "RateLimit": f'"{what}";r=0;t={error.retry_after}'}
    return {"Retry-After": "2"} if error.status == HTTPStatus.SERVICE_UNAVAILABLE else {}


def describe_problem(error: HabitlogError) -> dict[str, Any]:
    """Return the problem document of an error that is a part of an answer."""
    members = _build_problem_members(error)
    return build_problem(error.status, error.problem_type, _describe_title(error), describe_error(error), **members)


def _describe_title(error: HabitlogError) -> str:
    """Return the title of an error: of a form that is sent after its session ended, that it has ended."""
    if error.code == "session_needed":
        return gettext("Your session has ended")
    return describe_title(error.problem_type)


def _build_problem_members(error: HabitlogError) -> dict[str, Any]:
    """Return the members of a problem document beyond the standard ones."""
    if isinstance(error, ClinicianTopic):
        field = {"field": error.field, "message": describe_code("not_saved_as_written", {})}
        card = asdict(require_card(error))
        return {"errors": [field], "class": error.topic_class, "referral": card, "suggestion": error.suggestion}
    if isinstance(error, ClinicianTopicUnsure):
        message = describe_code("not_saved_yet", {})
        return {
            "errors": [{"field": text.field, "message": message} for text in error.texts],
            "class": error.topic_class,
            "spans": {text.field: [list(span) for span in text.spans] for text in error.texts},
            "suggestion": error.suggestion,
        }
    if isinstance(error, BatchRefused):
        return {"items": error.items}
    if isinstance(error, Invalid):
        return {"errors": [{"field": p.field, "message": describe_field_problem(p)} for p in error.problems]}
    return {name: error.parameters[name] for name in error.problem_members if name in error.parameters}


def _choose_sign_in_return(request: Request) -> str:
    """Return where signing in redirects to: the clients if they were requested, since the browser keeps the code."""
    return "/coach" if request.url.path == "/coach" else "/"


def _build_two_factor_link(request: Request, error: TwoFactorRequired) -> tuple[str, str]:
    """Return the link to two-factor authentication; a form is not sent again, so its return leads to the section."""
    if not error.is_enrolled:
        return "/settings/two-factor", gettext("Set up two-step sign-in")
    url, section = request.url, f"/{request.url.path.strip('/').partition('/')[0]}"
    back = f"{url.path}?{url.query}" if url.query else url.path
    return f"/sign-in/confirm?to={quote(back if request.method in {'GET', 'HEAD'} else section, safe='')}", gettext(
        "Continue"
    )


def _handle_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    found = [build_field_problem(item) for item in error.errors()]
    fields = [replace(p, field=p.field.partition(".")[2] or p.field) for p in found]
    return _handle_habitlog_error(request, Invalid(fields))


def _handle_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    status = HTTPStatus(error.status_code)
    title = describe_title("not-found") if status == HTTPStatus.NOT_FOUND else find_message(status.phrase)
    detail = {
        HTTPStatus.NOT_FOUND: describe_code("nothing_here", {}),
        HTTPStatus.METHOD_NOT_ALLOWED: describe_code("method_not_allowed", {}),
    }.get(status, gettext("%(title)s.", title=title))
    kind = status.phrase.lower().replace(" ", "-")
    if not is_api_request(request):
        find_visitor(request)  # so that the page keeps its navigation for who is signed in
    headers = dict(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = list_allowed_methods(request)
    return _render_error(request, status, kind, title, detail, headers, {})


def _handle_unexpected_error(request: Request, _error: Exception) -> Response:
    # This answer is made outside the middleware that guards every other one. The server closes its connection.
    headers = build_security_headers(https=get_context(request).config.is_https)
    headers |= {"Cache-Control": "no-store", "Connection": "close", "X-Request-ID": current_request_id.get()}
    return _render_error(
        request, 500, "internal", describe_title("internal"), describe_code("internal", {}), headers, {}
    )


def _render_error(
    request: Request,
    status: int,
    kind: str,
    title: str,
    detail: str,
    headers: dict[str, str],
    extra: dict[str, Any],
    link: tuple[str, str] | None = None,
) -> Response:
    if is_api_request(request):
        body = orjson.dumps(build_problem(status, kind, title, detail, **extra))
        return Response(body, status, headers, PROBLEM_MEDIA_TYPE)
    context = {"title": title, "detail": detail, "status": status, "link": link or _find_section_link(request)}
    context["reasons"] = [one["message"] for one in extra.get("errors", [])] if kind == Invalid.problem_type else []
    return render_page(request, "errors/error.html", context, status, headers)


def _find_section_link(request: Request) -> tuple[str, str] | None:
    """Return a URL near the requested one, and its label."""
    link = SECTION_LINKS.get(request.url.path.strip("/").partition("/")[0])
    return link and (link[0], gettext(link[1]))
