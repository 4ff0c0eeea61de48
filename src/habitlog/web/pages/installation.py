"""What a browser needs to install habitlog as an app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import orjson
from fastapi import Request
from starlette.responses import Response

from habitlog.pillars import PILLARS
from habitlog.translation import find_message, gettext
from habitlog.web.context import get_context
from habitlog.web.handler_queues import HandlerRouter

router = HandlerRouter()
ICONS = (
    ("icon.svg", "any", "image/svg+xml", "any"),
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("icon-maskable-192.png", "192x192", "image/png", "maskable"),
    ("icon-maskable-512.png", "512x512", "image/png", "maskable"),
)
"""Name, sizes, media type and purpose. The maskable ones keep what they show within the safe zone, a circle of 80 %."""


@router.get("/manifest.webmanifest")
def show_web_manifest(request: Request) -> Response:
    """Describe the app: name, icons, and a shortcut to the form of each pillar."""
    asset = _find_asset_function(request)
    manifest: dict[str, Any] = {
        "id": "/",
        "name": "habitlog",
        "short_name": "habitlog",
        "description": gettext("A log of sleep, food, training and stress practice, for yourself."),
        "lang": "en-GB",
        "categories": ["health", "lifestyle"],
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5efe8",
        "theme_color": "#ede4da",
        "icons": [
            {"src": asset(name), "sizes": sizes, "type": media_type, "purpose": purpose}
            for name, sizes, media_type, purpose in ICONS
        ],
        "shortcuts": [
            {
                "name": find_message(pillar.name),
                "url": f"/{pillar.key}/new",
                "icons": [{"src": asset("icon-192.png"), "sizes": "192x192", "type": "image/png"}],
            }
            for pillar in PILLARS.values()
        ],
    }
    headers = {"Cache-Control": "no-cache"}
    return Response(orjson.dumps(manifest), headers=headers, media_type="application/manifest+json")


def _find_asset_function(request: Request) -> Callable[[str], str]:
    return cast("Callable[[str], str]", get_context(request).templates.globals["asset"])
