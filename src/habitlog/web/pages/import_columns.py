"""What is in an uploaded file that does not say it, columns or names of habits: said once, and remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import Invalid, NotFound
from habitlog.usecases.entries.day_tags import MAX_TAGS
from habitlog.usecases.files import import_files
from habitlog.usecases.files.file_formats import FORMAT_LABELS
from habitlog.usecases.files.import_files import ImportFile
from habitlog.usecases.files.import_mappings import (
    MAPPED_FIELDS,
    NameSummary,
    asks_for_mapping,
    asks_for_names,
    list_names,
    list_remembered_names,
    read_sample,
)
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, FormBody, FormSender, ImportId, Visitor
from habitlog.web.handler_queues import IMPORTS, PageRouter, runs_in
from habitlog.web.pages.imports import read_again
from habitlog.web.presenters.import_columns import build_form, list_entry_choices, read_mapping_form
from habitlog.web.presenters.import_names import build_name_fields, read_names_form
from habitlog.web.responses import redirect, render_page

router = PageRouter(prefix="/imports")


@router.get("/{import_id}/columns")
@runs_in(IMPORTS)
def show_columns(request: Request, visitor: CurrentVisitor, import_id: ImportId) -> Response:
    """Show the first rows of a waiting table, and for rows of the kind `entries` the form for its columns.

    Of a file with names of the person's own, show the form that asks what each of them is.
    """
    return _render_columns(request, visitor, import_id, request.query_params.get("entries", ""))


@router.post("/{import_id}/columns")
@runs_in(IMPORTS)
def map_columns(request: Request, visitor: FormSender, form: FormBody, import_id: ImportId) -> Response:
    """Read a waiting file as the form says, and show what importing it would do."""
    app_context, fields = get_context(request), dict(form)
    file, content = import_files.load_waiting_file(app_context.database, visitor.person, import_id, app_context.now())
    has_names = asks_for_names(file.format)
    mapping = read_names_form(fields, list_names(file.format, content)) if has_names else read_mapping_form(fields)
    try:
        import_files.map_columns(app_context.database, visitor.person, import_id, mapping, app_context.now())
    except Invalid as error:
        return _render_columns(request, visitor, import_id, mapping.get("entries", ""), mapping, error)
    read_again(app_context, visitor.person, import_id)
    return redirect(f"/imports/{import_id}")


def _render_columns(
    request: Request,
    visitor: Visitor,
    import_id: str,
    entries: str,
    mapping: Mapping[str, Any] | None = None,
    error: Invalid | None = None,
) -> Response:
    app_context = get_context(request)
    file, content = import_files.load_waiting_file(app_context.database, visitor.person, import_id, app_context.now())
    if not asks_for_mapping(file.format):
        raise NotFound("import_unknown")
    if asks_for_names(file.format):
        return _render_names(request, visitor, file, list_names(file.format, content), mapping, error)
    sample, said = read_sample(file.format, content), mapping or file.mapping or {}
    chosen = entries or said.get("entries", "")
    if chosen != said.get("entries"):
        said = {}
    values = {
        "file": file,
        "sample": sample,
        "heading_options": [(heading, heading) for heading in sample.headings],
        "choices": list_entry_choices(),
        "form": build_form(chosen, sample.headings, said, error) if chosen in MAPPED_FIELDS else None,
    }
    return render_page(request, "import_columns/edit.html", values, 422 if error else 200)


def _render_names(
    request: Request,
    visitor: Visitor,
    file: ImportFile,
    summaries: Sequence[NameSummary],
    mapping: Mapping[str, Any] | None,
    error: Invalid | None,
) -> Response:
    with get_context(request).database.begin_read() as transaction:
        remembered = list_remembered_names(transaction, visitor.person, file.format)
    said = mapping["names"] if mapping is not None else (file.mapping or {"names": remembered})["names"]
    fields = build_name_fields(summaries, said, error)
    values = {
        "file": file,
        "format_label": FORMAT_LABELS[file.format],
        "fields": fields,
        "max_tags": MAX_TAGS,
        "error_count": sum(bool(field.error) for field in fields),
    }
    return render_page(request, "import_columns/names.html", values, 422 if error else 200)
