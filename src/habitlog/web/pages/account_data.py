"""A person's data: the export and the tokens of programs."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, Invalid
from habitlog.guard import ClinicianCard
from habitlog.usecases.dose_screening import describe_refusal
from habitlog.usecases.files import account_export, imports, record_export
from habitlog.usecases.identity import tokens
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, Visitor, require_form_sender, require_visitor
from habitlog.web.downloads import DownloadResponse
from habitlog.web.responses import redirect, render_page

router = APIRouter(prefix="/data")


@router.get("")
def show_account_data(request: Request) -> Response:
    """Show the ways in and out."""
    return _render_account_data(request, require_visitor(request))


@router.get("/export")
def export_record(request: Request) -> Response:
    """Stream the whole record."""
    who = require_visitor(request)
    return DownloadResponse(
        record_export.export_record(get_context(request).database, who.person), filename="habitlog.json"
    )


@router.get("/account")
def export_account_file(request: Request) -> Response:
    """Stream what is kept of the account around the record."""
    who = require_visitor(request)
    return DownloadResponse(
        account_export.export_account(get_context(request).database, who.person), filename="habitlog-account.json"
    )


@router.post("/tokens")
def create_api_token(request: Request, form: FormBody) -> Response:
    """Make a token and show it once."""
    who, house, given = require_form_sender(request, form), get_context(request), dict(form)
    raw = {"name": given.get("name", ""), "scope": given.get("scope", "")}
    try:
        with house.database.begin_write() as transaction:
            fresh = tokens.create_token(transaction, who.person, raw, house.now())
    except Invalid as error:
        return _render_account_data(request, who, errors={p.field: p.message for p in error.problems}, status=422)
    except ClinicianTopic as error:
        errors, card = describe_refusal(error)
        return _render_account_data(request, who, errors=errors, card=card, status=422)
    return _render_account_data(request, who, new_token=fresh)


@router.post("/tokens/{token}/revoke")
def revoke_api_token(request: Request, token: UUID, form: FormBody) -> Response:
    """End a token at once."""
    who, house = require_form_sender(request, form), get_context(request)
    with house.database.begin_write() as transaction:
        tokens.revoke_token(transaction, who.person, str(token), house.now())
    return redirect("/data")


def _render_account_data(
    request: Request,
    visitor: Visitor,
    new_token: str | None = None,
    errors: dict[str, str] | None = None,
    card: ClinicianCard | None = None,
    status: int = 200,
) -> Response:
    house = get_context(request)
    with house.database.begin_read() as transaction:
        live = tokens.list_live_tokens(transaction, visitor.person, house.now())
    context = {
        "tokens": live,
        "importers": tuple(imports.IMPORTERS.values()),
        "fresh_token": new_token,
        "errors": errors or {},
        "email": visitor.person.email,
        "card": card,
    }
    return render_page(request, "account_data/show.html", context, status)
