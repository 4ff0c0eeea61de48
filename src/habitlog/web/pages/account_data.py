"""A person's data: exports and API tokens."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, Invalid, NotFound
from habitlog.translation import gettext_noop
from habitlog.usecases.files import account_export
from habitlog.usecases.files.export_formats import EXPORT_FORMATS
from habitlog.usecases.files.file_formats import APP_FORMAT_LABELS
from habitlog.usecases.identity import tokens
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, Visitor, require_form_sender, require_visitor
from habitlog.web.downloads import DownloadResponse, send_export
from habitlog.web.handler_queues import DOWNLOADS, PageRouter, runs_in
from habitlog.web.presenters.clinician_cards import ClinicianCard
from habitlog.web.presenters.error_text import describe_problems_by_field, describe_refused_name
from habitlog.web.refused_texts import open_urgent_card_on_refusal
from habitlog.web.responses import redirect, render_page, render_page_with_secret

router = PageRouter(prefix="/data")

SCOPE_LABELS = {
    "read": gettext_noop("read"),
    "write": gettext_noop("write"),
    "export": gettext_noop("export"),
}
PARTIAL_EXPORTS = (
    ("ical", gettext_noop("Sessions for a calendar"), gettext_noop("iCalendar: when you trained, and the activity")),
    ("hevy", gettext_noop("Sets for strength apps"), gettext_noop("A CSV file as Hevy writes it; others read it, too")),
    ("fhir", gettext_noop("Observations for a clinic"), gettext_noop("FHIR R4: nights, training and stress, dated")),
)
"""The formats that hold a part of the record: key, name, and what is in it."""


@router.get("")
def show_account_data(request: Request) -> Response:
    """Show exports, the way to imports, and the tokens."""
    return _render_account_data(request, require_visitor(request))


@router.get("/export")
@runs_in(DOWNLOADS)
def export_record(request: Request) -> Response:
    """Send the record in the format that `format` names, as JSON without it."""
    visitor = require_visitor(request)
    export_format = EXPORT_FORMATS.get(request.query_params.get("format", "json"))
    if export_format is None:
        raise NotFound
    return send_export(get_context(request).database, visitor.person, export_format)


@router.get("/account")
@runs_in(DOWNLOADS)
def export_account_file(request: Request) -> Response:
    """Stream the account file."""
    visitor = require_visitor(request)
    return DownloadResponse(
        account_export.export_account(get_context(request).database, visitor.person), filename="habitlog-account.json"
    )


@router.post("/tokens")
def create_api_token(request: Request, form: FormBody) -> Response:
    """Create a token and show it once."""
    visitor, app_context, fields = require_form_sender(request, form), get_context(request), dict(form)
    raw = {"name": fields.get("name", ""), "scope": fields.get("scope", ""), "also_export": "also_export" in fields}
    try:
        with (
            open_urgent_card_on_refusal(request, visitor.person),
            app_context.database.begin_write() as transaction,
        ):
            new_token = tokens.create_token(transaction, visitor.person, raw, app_context.now())
    except Invalid as error:
        return _render_account_data(request, visitor, errors=describe_problems_by_field(error), status=422)
    except ClinicianTopic as error:
        errors, card = describe_refused_name(error)
        return _render_account_data(request, visitor, errors=errors, card=card, status=422)
    return _render_account_data(request, visitor, new_token=new_token)


@router.post("/tokens/{token}/revoke")
def revoke_api_token(request: Request, token: UUID, form: FormBody) -> Response:
    """Revoke a token."""
    visitor, app_context = require_form_sender(request, form), get_context(request)
    with app_context.database.begin_write() as transaction:
        tokens.revoke_token(transaction, visitor.person, str(token), app_context.now())
    return redirect("/data")


def _render_account_data(
    request: Request,
    visitor: Visitor,
    new_token: str | None = None,
    errors: dict[str, str] | None = None,
    card: ClinicianCard | None = None,
    status: int = 200,
) -> Response:
    app_context = get_context(request)
    with app_context.database.begin_read() as transaction:
        live_tokens = tokens.list_live_tokens(transaction, visitor.person, app_context.now())
    context = {
        "tokens": live_tokens,
        "scope_labels": SCOPE_LABELS,
        "partial_exports": PARTIAL_EXPORTS,
        "formats": APP_FORMAT_LABELS,
        "new_token": new_token,
        "errors": errors or {},
        "email": visitor.person.email,
        "card": card,
    }
    render = render_page_with_secret if new_token else render_page
    return render(request, "account_data/show.html", context, status)
