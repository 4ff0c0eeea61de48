"""Which methods an address takes, over all routes that have it."""

from __future__ import annotations

from functools import cache
from re import Pattern

from fastapi import Request
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path


def list_allowed_methods(request: Request) -> str:
    """Return the methods of a requested address as the header `Allow` has them."""
    methods: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if route.path and route.methods and _compile(route.path).match(request.url.path):
            methods |= route.methods
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


@cache
def _compile(path: str) -> Pattern[str]:
    return compile_path(path)[0]
