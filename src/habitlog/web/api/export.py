"""Export for programs."""

from __future__ import annotations

from typing import Annotated, Literal

import orjson
from fastapi import Query, Request
from fastapi.responses import Response

from habitlog.usecases.files import calendar_export, fhir_export, record_export, strength_export, table_export
from habitlog.usecases.files.export_schema import build_export_schema
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.context import get_context
from habitlog.web.dependencies import TokenExporter
from habitlog.web.downloads import DownloadResponse
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
    if format_ == "ical":
        events = calendar_export.export_calendar(get_context(request).database, person)
        return DownloadResponse(events, "habitlog-sessions.ics", "text/calendar; charset=utf-8")
    if format_ == "hevy":
        sets = strength_export.export_sets(get_context(request).database, person)
        return DownloadResponse(sets, "habitlog-sets.csv", "text/csv; charset=utf-8")
    if format_ == "fhir":
        observations = fhir_export.export_fhir_bundle(get_context(request).database, person)
        return DownloadResponse(observations, "habitlog-fhir.json", "application/fhir+json")
    if format_ == "csv":
        tables = table_export.export_tables(get_context(request).database, person)
        return DownloadResponse(tables, "habitlog-tables.zip", "application/zip")
    return DownloadResponse(
        record_export.export_record(get_context(request).database, person), filename="habitlog.json"
    )
