"""Imports of files: upload, a preview before anything is written, the report, and undo."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from habitlog.accounts.person import Person
from habitlog.errors import Conflict, HabitlogError, Malformed
from habitlog.timezones import list_time_zones
from habitlog.usecases.files import import_files, import_jobs, undo_import
from habitlog.usecases.files.file_formats import APP_FORMAT_LABELS, FORMAT_LABELS
from habitlog.usecases.jobs import import_queue
from habitlog.web.context import AppContext, get_context
from habitlog.web.dependencies import (
    CurrentVisitor,
    FormBody,
    FormSender,
    ImportId,
    SharedUploadBody,
    UploadBody,
    Visitor,
)
from habitlog.web.forms.diff import diff_saved_entry
from habitlog.web.handler_queues import IMPORTS, PageRouter, runs_in
from habitlog.web.presenters.error_text import describe_code, describe_error
from habitlog.web.presenters.import_progress import build_progress
from habitlog.web.presenters.imports import (
    RefusedFile,
    build_import_items,
    build_preview,
    build_report_view,
    build_zone_spans,
    describe_undone_import,
    offers_rest_days,
    read_zones_form,
)
from habitlog.web.requests import list_form_values
from habitlog.web.responses import redirect, render_page
from habitlog.web.uploads import UploadedFile, UploadForm

router = PageRouter(prefix="/imports")
REFRESH_SECONDS = 2
"""After how many seconds a browser without scripts asks for the page of a running import again."""
MAX_UNDONE_AT_ONCE = 2000
"""How many entries an undo takes back while its person waits."""


@router.get("")
def list_imports(request: Request, visitor: CurrentVisitor) -> Response:
    """Show the form for files, and earlier imports."""
    return _render_imports(request, visitor)


@router.post("")
@runs_in(IMPORTS)
def upload_files(request: Request, visitor: CurrentVisitor, upload: UploadBody) -> Response:
    """Store the chosen files until they are imported; one file leads to its preview, several to the list."""
    return _store_uploads(request, visitor, upload)


@router.post("/shared")
@runs_in(IMPORTS)
def take_shared_files(request: Request, visitor: CurrentVisitor, upload: SharedUploadBody) -> Response:
    """Store files that the share sheet of a phone sent, as `upload_files` does: nothing of them is in the log yet."""
    return _store_uploads(request, visitor, upload)


def _store_uploads(request: Request, visitor: Visitor, upload: UploadForm) -> Response:
    app_context = get_context(request)
    zone = upload.fields.get("zone") or visitor.person.zone
    refused: list[RefusedFile] = []
    stored: list[str] = []
    for file in upload.files:
        try:
            stored.append(store_upload(app_context, visitor.person, file, zone))
        except (Malformed, Conflict) as error:
            refused.append(RefusedFile(file.name, describe_error(error, visitor.person.style)))
    if refused or not stored:
        is_empty = not upload.files
        return _render_imports(request, visitor, refused, len(stored), zone=zone, is_empty=is_empty, status=422)
    return redirect(f"/imports/{stored[0]}" if len(stored) == 1 else "/imports")


def store_upload(app_context: AppContext, person: Person, file: UploadedFile, zone: str) -> str:
    """Store a file until it is imported, and return its id; a large one is read in the background."""
    now = app_context.now()
    import_id = import_files.prepare_import(app_context.database, person, file.name, file.contents, zone, now)
    with app_context.database.begin_read() as transaction:
        stored = import_files.find_import(transaction, person, import_id, now)
    if stored.work == "read":
        job = import_jobs.make_reading(app_context.database, person, import_id, now)
        app_context.import_queue.submit(import_id, job)
    return import_id


def read_again(app_context: AppContext, person: Person, import_id: str) -> None:
    """Read a large file in the background once more; nothing for one that is read whenever it is shown."""
    now = app_context.now()
    with app_context.database.begin_read() as transaction:
        if not import_files.find_import(transaction, person, import_id, now).is_large:
            return
    import_jobs.claim_import(app_context.database, person, import_id, "read", now)
    app_context.import_queue.submit(import_id, import_jobs.make_reading(app_context.database, person, import_id, now))


def _render_imports(
    request: Request,
    visitor: Visitor,
    refused: list[RefusedFile] | None = None,
    stored: int = 0,
    *,
    zone: str | None = None,
    is_empty: bool = False,
    status: int = 200,
) -> Response:
    app_context, person = get_context(request), visitor.person
    with app_context.database.begin_read() as transaction:
        files = import_files.list_imports(transaction, person, app_context.now())
    values = {
        "imports": build_import_items(files, person),
        "formats": APP_FORMAT_LABELS,
        "zones": list_time_zones(),
        "zone": zone or person.zone,
        "refused": refused or (),
        "stored": stored,
        "is_empty": is_empty,
        "most_mb": app_context.config.max_import_mb,
    }
    return render_page(request, "imports/index.html", values, status)


@router.get("/{import_id}")
@runs_in(IMPORTS)
def show_import(request: Request, visitor: CurrentVisitor, import_id: ImportId) -> Response:
    """Show what importing a waiting file would do, or what its import did."""
    return _render_import(request, visitor, import_id)


def _render_import(
    request: Request, visitor: Visitor, import_id: str, error: HabitlogError | None = None, status: int = 200
) -> Response:
    app_context, person = get_context(request), visitor.person
    now = app_context.now()
    with app_context.database.begin_read() as transaction:
        file = import_files.find_import(transaction, person, import_id, now)
    values: dict[str, Any] = {
        "file": file,
        "format_label": FORMAT_LABELS[file.format],
        "error": describe_error(error, person.style) if error else "",
        "zone_refused": isinstance(error, Malformed),
        "undone": describe_undone_import(request.query_params),
    }
    if file.problem and not error:
        values["error"] = describe_code(*file.problem, person.style)
    if file.work is not None:
        values["progress"] = build_progress(file.work, import_queue.find_progress(app_context.import_queue, file))
        values["refresh_seconds"] = REFRESH_SECONDS
        return render_page(request, "imports/progress.html", values, status)
    if file.report is not None:
        values["view"] = build_report_view(file.report, person.style)
        values["offers_rest_days"] = file.can_be_undone and offers_rest_days(file.report, person)
        return render_page(request, "imports/report.html", values, status)
    if file.needs_mapping:
        return redirect(f"/imports/{import_id}/columns")
    preview = import_files.preview_import(app_context.database, person, import_id, now) if file.has_contents else None
    if preview is None:
        return render_page(request, "imports/stopped.html", values, status)
    values |= {
        "view": build_preview(preview, person.style),
        "differences": [
            (each.row["id"], diff_saved_entry(each.pillar, each.saved, each.row, person.style))
            for each in preview.differences
        ],
        "zones": list_time_zones(),
        "zone_spans": build_zone_spans(file.zone),
        "doubted_words": sorted(preview.doubted_words),
    }
    return render_page(request, "imports/preview.html", values, status)


@router.post("/{import_id}/zone")
@runs_in(IMPORTS)
def change_zone(request: Request, visitor: FormSender, form: FormBody, import_id: ImportId) -> Response:
    """Read the local times of a waiting file in another zone, or in several one after another."""
    app_context, zone = get_context(request), read_zones_form(form)
    try:
        import_files.change_zone(app_context.database, visitor.person, import_id, zone, app_context.now())
        read_again(app_context, visitor.person, import_id)
    except Malformed as error:
        return _render_import(request, visitor, import_id, error, 422)
    return redirect(f"/imports/{import_id}")


@router.post("/{import_id}/words")
@runs_in(IMPORTS)
def accept_words(request: Request, visitor: FormSender, import_id: ImportId) -> Response:
    """Remember that words in notes of a waiting file are not about a medicine, so that the notes come in."""
    app_context = get_context(request)
    import_files.accept_words(app_context.database, visitor.person, import_id, app_context.now())
    read_again(app_context, visitor.person, import_id)
    return redirect(f"/imports/{import_id}")


@router.post("/{import_id}/save")
@runs_in(IMPORTS)
def save_import(request: Request, visitor: FormSender, form: FormBody, import_id: ImportId) -> Response:
    """Import a waiting file and show the report."""
    app_context, fields, now = get_context(request), dict(form), get_context(request).now()
    replace = fields.get("different") == "file" or frozenset(list_form_values(form, "take"))
    choices: dict[str, Any] = {"replace": replace, "partial": "partial" in fields}
    with app_context.database.begin_read() as transaction:
        file = import_files.find_import(transaction, visitor.person, import_id, now)
    if file.is_large and file.state == "prepared":
        import_jobs.claim_import(app_context.database, visitor.person, import_id, "save", now)
        job = import_jobs.make_saving(app_context.database, visitor.person, import_id, now, **choices)
        app_context.import_queue.submit(import_id, job)
        return redirect(f"/imports/{import_id}")
    report = import_files.save_import(app_context.database, visitor.person, import_id, now, **choices)
    if report.is_refused:
        return _render_import(request, visitor, import_id, Conflict("import_has_refused_items"), 422)
    return redirect(f"/imports/{import_id}")


@router.post("/{import_id}/stop")
def stop_import(request: Request, visitor: FormSender, import_id: ImportId) -> Response:
    """Stop reading or importing a file; nothing of it stays."""
    app_context = get_context(request)
    now = app_context.now()
    import_queue.stop_import(app_context.database, app_context.import_queue, visitor.person, import_id, now)
    return redirect(f"/imports/{import_id}")


@router.post("/{import_id}/undo")
@runs_in(IMPORTS)
def undo(request: Request, visitor: FormSender, import_id: ImportId) -> Response:
    """Take an import back."""
    app_context = get_context(request)
    now = app_context.now()
    with app_context.database.begin_read() as transaction:
        file = import_files.find_import(transaction, visitor.person, import_id, now)
    try:
        if file.report is not None and sum(file.report.added.values()) + file.report.replaced > MAX_UNDONE_AT_ONCE:
            since = undo_import.claim_undo(app_context.database, visitor.person, import_id, now)
            job = import_jobs.make_undoing(app_context.database, visitor.person, import_id, since, now)
            app_context.import_queue.submit(import_id, job)
            return redirect(f"/imports/{import_id}")
        undone = undo_import.undo_import(app_context.database, visitor.person, import_id, now)
    except Conflict as error:
        return _render_import(request, visitor, import_id, error, 409)
    return redirect(f"/imports/{import_id}?deleted={undone.deleted}&restored={undone.restored}&kept={undone.kept}")


@router.post("/{import_id}/discard")
def discard(request: Request, visitor: FormSender, import_id: ImportId) -> Response:
    """Delete a waiting file without importing it."""
    app_context = get_context(request)
    import_files.discard_import(app_context.database, visitor.person, import_id, app_context.now())
    return redirect("/imports")
