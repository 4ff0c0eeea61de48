"""The paths of the pages, found in their router."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi.routing import APIRoute

from habitlog.web.pages import router


def route_paths(one: Any, prefix: str = "") -> Iterator[APIRoute]:
    """Yield every route of the pages, however deep it is included."""
    for route in one.routes:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):
            yield from route_paths(route.original_router)


POSTS = sorted({route.path for route in route_paths(router) if "POST" in (route.methods or ())})
GETS = sorted({route.path for route in route_paths(router) if "GET" in (route.methods or ())})
