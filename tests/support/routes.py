"""The paths of the pages."""

from __future__ import annotations

from fastapi.routing import APIRoute

from habitlog.web import pages

_ROUTES = [route for route in pages.ROUTES if isinstance(route, APIRoute)]
POSTS = sorted({route.path for route in _ROUTES if "POST" in (route.methods or ())})
GETS = sorted({route.path for route in _ROUTES if "GET" in (route.methods or ())})
