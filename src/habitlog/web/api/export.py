"""Export for programs."""

from __future__ import annotations

from typing import Annotated, Literal

import orjson
from fastapi import Query, Request
from fastapi.responses import Response

from habitlog.usecases.files.export_formats import EXPORT_FORMATS
from habitlog.usecases.files.export_schema import build_export_schema
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.context import get_context
from habitlog.web.dependencies import TokenExporter
from habitlog.web.downloads import send_export
from habitlog.web.handler_queues import DOWNLOADS, runs_in

router = ApiRouter("export")
open_router = ApiRouter("export", needs_token=False)


@open_router.get("/schema/export")
def show_export_schema() -> Response:
    """Return the JSON Schema of the export; it needs no token."""
    return Response(orjson.dumps(build_export_schema()), media_type="application/schema+json")


@router.get("/export")
@runs_in(DOWNLOADS)
def export_record(
    request: Request,
    person: TokenExporter,
    format_: Annotated[Literal["json", "csv", "ical", "hevy", "fhir"], Query(alias="format")] = "json",
) -> Response:
    """Return the whole record as JSON or as CSV tables in a ZIP archive, or a part of it for other programs."""
    return send_export(get_context(request).database, person, EXPORT_FORMATS[format_])
