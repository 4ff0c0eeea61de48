"""What the columns of an uploaded table are: said once, and remembered for tables with the same headings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import Invalid, NotFound
from habitlog.usecases.files import import_files
from habitlog.usecases.files.import_mappings import MAPPED_FIELDS, asks_for_mapping, read_sample
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, FormBody, FormSender, ImportId, Visitor
from habitlog.web.handler_queues import IMPORTS, PageRouter, runs_in
from habitlog.web.presenters.import_columns import build_form, list_entry_choices, read_mapping_form
from habitlog.web.responses import redirect, render_page

router = PageRouter(prefix="/imports")


@router.get("/{import_id}/columns")
@runs_in(IMPORTS)
def show_columns(request: Request, visitor: CurrentVisitor, import_id: ImportId) -> Response:
    """Show the first rows of a waiting table, and for rows of the kind `entries` the form for its columns."""
    return _render_columns(request, visitor, import_id, request.query_params.get("entries", ""))


@router.post("/{import_id}/columns")
@runs_in(IMPORTS)
def map_columns(request: Request, visitor: FormSender, form: FormBody, import_id: ImportId) -> Response:
    """Read a waiting table as the form says, and show what importing it would do."""
    app_context, mapping = get_context(request), read_mapping_form(dict(form))
    try:
        import_files.map_columns(app_context.database, visitor.person, import_id, mapping, app_context.now())
    except Invalid as error:
        return _render_columns(request, visitor, import_id, mapping["entries"], mapping, error)
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
