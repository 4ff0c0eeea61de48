"""A person's data: the export and the tokens of programs."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from habitlog.errors import ClinicianTopic, Invalid
from habitlog.guard import Card
from habitlog.usecases import accountfile, exporting, tokens
from habitlog.usecases.screening import refused
from habitlog.web.deps import Form, Visitor, sender, visitor
from habitlog.web.house import house_of
from habitlog.web.rendering import page, see

router = APIRouter(prefix="/data")


@router.get("")
def show(request: Request) -> Response:
    """Show the ways in and out."""
    return _draw(request, visitor(request))


@router.get("/export")
def export(request: Request) -> Response:
    """Stream the whole record."""
    who = visitor(request)
    return StreamingResponse(
        exporting.export_json(house_of(request).database, who.person),
        media_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="habitlog.json"'},
    )


@router.get("/account")
def export_account(request: Request) -> Response:
    """Stream what is kept of the account around the record."""
    who = visitor(request)
    return StreamingResponse(
        accountfile.export_account(house_of(request).database, who.person),
        media_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="habitlog-account.json"'},
    )


@router.post("/tokens")
def create_token(request: Request, form: Form) -> Response:
    """Make a token and show it once."""
    who, house, given = sender(request, form), house_of(request), dict(form)
    raw = {"name": given.get("name", ""), "scope": given.get("scope", "")}
    try:
        with house.database.write() as unit:
            fresh = tokens.add(unit, who.person, raw, house.now())
    except Invalid as error:
        return _draw(request, who, errors={p.field: p.message for p in error.problems}, status=422)
    except ClinicianTopic as error:
        errors, card = refused(error)
        return _draw(request, who, errors=errors, card=card, status=422)
    return _draw(request, who, fresh=fresh)


@router.post("/tokens/{token}/revoke")
def revoke_token(request: Request, token: UUID, form: Form) -> Response:
    """End a token at once."""
    who, house = sender(request, form), house_of(request)
    with house.database.write() as unit:
        tokens.revoke(unit, who.person, str(token), house.now())
    return see("/data")


def _draw(
    request: Request,
    who: Visitor,
    fresh: str | None = None,
    errors: dict[str, str] | None = None,
    card: Card | None = None,
    status: int = 200,
) -> Response:
    house = house_of(request)
    with house.database.read() as unit:
        live = tokens.live(unit, who.person, house.now())
    context = {"tokens": live, "fresh_token": fresh, "errors": errors or {}, "email": who.person.email, "card": card}
    return page(request, "data/show.html", context, status)
