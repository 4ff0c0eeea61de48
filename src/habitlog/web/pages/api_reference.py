"""The calls of the API on a page, from its own description."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from habitlog.web.dependencies import find_visitor
from habitlog.web.handler_queues import PageRouter
from habitlog.web.presenters.api_reference import list_call_groups
from habitlog.web.responses import render_page

router = PageRouter(prefix="/api/docs")


@router.get("")
def show_api_reference(request: Request) -> Response:
    """Show every call with its parameters, an example, and what it answers."""
    find_visitor(request)
    values = {"groups": list_call_groups(request.app.openapi())}
    return render_page(request, "api_reference/show.html", values)
