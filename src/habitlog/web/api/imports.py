"""Imports of files for programs: in one call, with a report, and undo."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from msgspec.structs import replace as replace_fields
from starlette.responses import Response

from habitlog.errors import FieldProblem, Invalid
from habitlog.tracking.entry_json import format_utc
from habitlog.usecases.files import import_files, import_jobs, undo_import
from habitlog.usecases.files.import_files import ImportFile
from habitlog.usecases.files.import_mappings import read_mapping_text
from habitlog.usecases.files.import_report import ImportReport
from habitlog.usecases.files.import_zones import join_zones
from habitlog.usecases.jobs.import_queue import ImportQueue, find_progress
from habitlog.usecases.jobs.import_queue import stop_import as stop_running_import
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.context import get_context
from habitlog.web.dependencies import ImportId, TokenReader, TokenWriter
from habitlog.web.handler_queues import IMPORTS, runs_in
from habitlog.web.presenters.error_text import describe_code
from habitlog.web.presenters.imports import describe_left_out, describe_refusal
from habitlog.web.requests import list_form_values
from habitlog.web.uploads import UploadForm, open_upload

router = ApiRouter("imports")
MAX_BYTES_AT_ONCE = 16 * 2**20
"""How large a file may be that is imported before the answer."""

_FLAG = {"type": "string", "enum": ["true", "false"], "default": "false"}
UPLOAD_REQUEST_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "zone": {
                            "type": "array",
                            "items": {"type": "string"},
                            "examples": [["America/New_York until 2025-06-30", "Europe/Berlin"]],
                        },
                        "mapping": {"type": "string", "contentMediaType": "application/json"},
                        "replace": _FLAG,
                        "partial": _FLAG,
                        "dry_run": _FLAG,
                    },
                }
            }
        },
    }
}


async def _read_upload(request: Request, person: TokenWriter) -> AsyncIterator[UploadForm]:
    async with open_upload(request, person.id) as upload:
        yield upload


@router.post("/imports", openapi_extra=UPLOAD_REQUEST_BODY)
@runs_in(IMPORTS)
def import_file(
    request: Request, person: TokenWriter, upload: Annotated[UploadForm, Depends(_read_upload)]
) -> Response:
    """Import one file: all of it, or nothing where an item is refused and `partial` is not true.

    `zone` is that of local times in the file, otherwise the person's; one that held for a time is given before it, as
    in `America/New_York until 2025-06-30`. `mapping` says what the columns of a table are that no app wrote, or
    what each name in the file of an app for habits is. With
    `replace` an entry that the file says otherwise is replaced; with `dry_run` nothing is written. The format is
    recognised from the contents.

    A file of more than 16 MB, or any with the header `Prefer: respond-async`, is answered with 202 before it is read;
    `GET` of the `Location` says how far it is (bytes of bytes, then entries of entries), and what came of it.
    """
    app_context = get_context(request)
    replace, partial, dry_run = (_read_flag(upload, name) for name in ("replace", "partial", "dry_run"))
    if len(upload.files) != 1:
        raise Invalid([FieldProblem("file", "one_file_needed")])
    zone = join_zones(list_form_values(upload.pairs, "zone")) or person.zone
    mapping = read_mapping_text(text) if (text := upload.fields.get("mapping")) else None
    (name, contents), now = upload.files[0], app_context.now()
    is_preferred = "respond-async" in {each.strip().lower() for each in request.headers.get("prefer", "").split(",")}
    if is_preferred or (isinstance(contents, Path) and contents.stat().st_size > MAX_BYTES_AT_ONCE):
        import_id, job = import_jobs.accept_import(
            app_context.database,
            person,
            name,
            contents,
            zone,
            now,
            replace=replace,
            partial=partial,
            dry_run=dry_run,
            mapping=mapping,
        )
        app_context.import_queue.submit(import_id, job)
        accepted = {"Location": f"/api/v1/imports/{import_id}", "Retry-After": "2"}
        headers = accepted | ({"Preference-Applied": "respond-async"} if is_preferred else {})
        with app_context.database.begin_read() as transaction:
            file = import_files.find_import(transaction, person, import_id, now)
        return render_json_response(ApiResponse(_serialize_import(file, app_context.import_queue), 202, headers))
    file = import_files.import_now(
        app_context.database,
        person,
        name,
        contents,
        zone,
        now,
        replace=replace,
        partial=partial,
        dry_run=dry_run,
        mapping=mapping,
    )
    serialized = _serialize_import(file, app_context.import_queue)
    if file.state == "saved":
        return render_json_response(ApiResponse(serialized, 201, {"Location": f"/api/v1/imports/{file.id}"}))
    is_refused = file.report is not None and file.report.is_refused
    return render_json_response(ApiResponse(serialized, 422 if is_refused else 200))


def _read_flag(upload: UploadForm, name: str) -> bool:
    value = upload.fields.get(name, "false")
    if value not in {"true", "false"}:
        raise Invalid([FieldProblem(name, "choice_unknown", {"choices": ["true", "false"]})])
    return value == "true"


@router.get("/imports")
def list_imports(request: Request, person: TokenReader) -> Response:
    """List imports, latest first."""
    app_context = get_context(request)
    with app_context.database.begin_read() as transaction:
        files = import_files.list_imports(transaction, person, app_context.now())
    items = [_serialize_import(file, app_context.import_queue) for file in files]
    return render_json_response(ApiResponse({"items": items}))


@router.get("/imports/{import_id}")
def show_import(request: Request, person: TokenReader, import_id: ImportId) -> Response:
    """Return an import with its report, or how far it is; of one that was only looked at, what it would do."""
    app_context, now = get_context(request), get_context(request).now()
    with app_context.database.begin_read() as transaction:
        file = import_files.find_import(transaction, person, import_id, now)
        if file.state == "prepared" and file.work is None:
            preview = import_files.find_stored_preview(transaction, person, import_id)
            file = replace_fields(file, report=preview and preview.report)
    return render_json_response(ApiResponse(_serialize_import(file, app_context.import_queue)))


@router.post("/imports/{import_id}/stop")
def stop_import(request: Request, person: TokenWriter, import_id: ImportId) -> Response:
    """Stop an import that goes on in the background: nothing of the file stays."""
    app_context, now = get_context(request), get_context(request).now()
    stop_running_import(app_context.database, app_context.import_queue, person, import_id, now)
    with app_context.database.begin_read() as transaction:
        file = import_files.find_import(transaction, person, import_id, now)
    return render_json_response(ApiResponse(_serialize_import(file, app_context.import_queue)))


@router.post("/imports/{import_id}/undo")
@runs_in(IMPORTS)
def take_import_back(request: Request, person: TokenWriter, import_id: ImportId) -> Response:
    """Take an import back, within thirty days: what was changed since stays."""
    app_context = get_context(request)
    undone = undo_import.undo_import(app_context.database, person, import_id, app_context.now())
    return render_json_response(ApiResponse(undone._asdict()))


def _serialize_import(file: ImportFile, queue: ImportQueue) -> dict[str, Any]:
    progress = find_progress(queue, file)
    return {
        "id": file.id,
        "state": file.state,
        "file_name": file.file_name,
        "format": file.format,
        "zone": file.zone,
        "uploaded_at": format_utc(file.uploaded_at),
        "saved_at": file.saved_at and format_utc(file.saved_at),
        "undone_at": file.undone_at and format_utc(file.undone_at),
        "can_be_undone": file.can_be_undone,
        "report": file.report and _serialize_report(file.report),
        "work": file.work,
        "progress": progress and progress._asdict(),
        "problem": file.problem and {"code": file.problem[0], "detail": describe_code(*file.problem)},
    }


def _serialize_report(report: ImportReport) -> dict[str, Any]:
    return {
        "items_read": report.items_read,
        "duplicates": report.duplicates,
        "added": dict(report.added),
        "replaced": report.replaced,
        "same": report.same,
        "different": report.different,
        "months": [
            {
                "pillar": counts.pillar,
                "month": f"{counts.month:%Y-%m}",
                "new": counts.new,
                "same": counts.same,
                "different": counts.different,
            }
            for counts in report.months
        ],
        "refused_total": report.refused_total,
        "refused": [
            {"location": each.location, "code": each.code, "detail": describe_refusal(each)} for each in report.refused
        ],
        "left_out": [
            {"location": each.location, "code": each.code, "detail": describe_left_out(each)}
            for each in report.left_out
        ],
        "unsupported": dict(report.unsupported),
        "tags": [{"name": tag.name, "days": len(tag.days), "same": tag.same} for tag in report.tags],
    }
