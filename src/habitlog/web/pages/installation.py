"""What a browser needs to install habitlog as an app, and to go on without a network."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any, cast

import orjson
from fastapi import Request
from starlette.responses import Response

from habitlog import __version__
from habitlog.pillars import PILLARS
from habitlog.translation import find_message, gettext
from habitlog.web.context import get_context
from habitlog.web.handler_queues import PageRouter
from habitlog.web.responses import render_page
from habitlog.web.static_files import STATIC_DIR

router = PageRouter()
ICONS = (
    ("icon.svg", "any", "image/svg+xml", "any"),
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("icon-maskable-192.png", "192x192", "image/png", "maskable"),
    ("icon-maskable-512.png", "512x512", "image/png", "maskable"),
)
"""Name, sizes, media type and purpose. The maskable ones keep what they show within the safe zone, a circle of 80 %."""
SHARED_TYPES = (
    "application/zip",
    "application/json",
    "application/xml",
    "text/csv",
    "text/comma-separated-values",
    "text/xml",
    ".zip",
    ".csv",
    ".json",
    ".xml",
    ".fit",
    ".tcx",
    ".db",
)
"""The kinds of files that the share sheet of a phone offers to send here."""
SERVICE_WORKER = "service-worker.js"
KEPT_FILES = ("pages.css", "pages.js", "icon.svg", "favicon-32.png")
"""The static files of today and the forms, for when there is no network."""


@router.get("/manifest.webmanifest")
def show_web_manifest(request: Request) -> Response:
    """Describe the app: name, icons, a shortcut to the form of each pillar, and which files can be shared with it."""
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
        "share_target": {
            "action": "/imports/shared",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {"files": [{"name": "files", "accept": list(SHARED_TYPES)}]},
        },
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


@router.get("/service-worker.js")
def show_service_worker(request: Request) -> Response:
    """Send the service worker, with the files and forms it keeps; a change of any of them is a new version of it."""
    asset = _find_asset_function(request)
    assets = [asset(name) for name in KEPT_FILES]
    script = (STATIC_DIR / SERVICE_WORKER).read_text(encoding="utf-8")
    values: dict[str, Any] = {
        "ASSETS": assets,
        "FORMS": [f"/{pillar.key}/new" for pillar in PILLARS.values()],
        "OFFLINE": "/offline",
    }
    version = sha256(f"{__version__} {assets} {script}".encode()).hexdigest()[:12]
    declared = "".join(
        f"const {name} = {orjson.dumps(value).decode()};\n" for name, value in ({"VERSION": version} | values).items()
    )
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return Response(declared + script, headers=headers, media_type="text/javascript")


@router.get("/offline")
def show_offline_page(request: Request) -> Response:
    """Show the page that a browser shows without a network, where it has no other; it is nobody's."""
    return render_page(request, "installation/offline.html", {})


def _find_asset_function(request: Request) -> Callable[[str], str]:
    return cast("Callable[[str], str]", get_context(request).templates.globals["asset"])
