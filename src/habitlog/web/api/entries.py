"""Entries of each pillar: one set of routes, made for every pillar there is."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from habitlog.db import Reading
from habitlog.people.model import Person
from habitlog.pillar import Pillar
from habitlog.pillar.values import Day
from habitlog.pillars import PILLARS
from habitlog.usecases import entries, learning, listing
from habitlog.usecases.entries import Saved
from habitlog.web.api.answers import Answer, as_response, once
from habitlog.web.api.schema import entry_body
from habitlog.web.bodies import Body, read_json
from habitlog.web.deps import program
from habitlog.web.house import house_of

EntryId = Annotated[str, Path(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
Limit = Annotated[int, Query(ge=1, le=1000)]
From = Annotated[Day | None, Query(alias="from")]
To = Annotated[Day | None, Query(alias="to")]

router = APIRouter()


@router.get("/pillars", tags=["pillars"])
def pillars(request: Request) -> Response:
    """List the pillars with their kinds, fields and metrics."""
    program(request, "read")
    return as_response(Answer({"items": [_declared(pillar) for pillar in PILLARS.values()]}))


def _declared(pillar: Pillar) -> dict[str, Any]:
    return {
        "pillar": pillar.key,
        "name": pillar.name,
        "kinds": [
            {
                "kind": kind.key,
                "name": kind.name,
                "once_a_day": kind.once_a_day,
                "schema": kind.record.model_json_schema(),
            }
            for kind in pillar.kinds
        ],
        "metrics": [
            {"metric": m.id, "name": m.name, "unit": m.unit, "summary": m.summary, "explained": m.explained}
            for m in pillar.metrics
        ],
    }


def _answer(unit: Reading, request: Request, person: Person, pillar: Pillar, saved: Saved) -> Answer:
    entry, library = saved.entry, house_of(request).library
    day = date.fromisoformat(entry["day"])
    matches = learning.after(unit, library, person, pillar, entry["kind"], entry["id"], day)
    body = {
        "entry": entry,
        "snippets": [learning.as_json(library, match.snippet, match.because) for match in matches],
        "referral": saved.card.as_json() if saved.card else None,
    }
    headers = {"ETag": etag(entry)}
    if saved.created:
        headers["Location"] = f"/api/v1/{pillar.key}/entries/{entry['id']}"
    return Answer(body, 201 if saved.created else 200, headers)


def etag(entry: dict[str, Any]) -> str:
    """Return an entry's version as its ETag."""
    return f'"{entry["version"]}"'


def _routes(pillar: Pillar) -> None:
    path = f"/{pillar.key}/entries"
    tags: list[str | Enum] = [pillar.key]

    @router.post(path, tags=tags, status_code=201, openapi_extra=entry_body(pillar), name=f"log_{pillar.key}")
    def create(request: Request, body: Body) -> Response:
        """Log an entry; honours Idempotency-Key."""
        person, raw, now = program(request, "write"), read_json(request, body), house_of(request).now()
        return once(
            request,
            person,
            body,
            lambda unit: _answer(unit, request, person, pillar, entries.log(unit, person, pillar, raw, now)),
        )

    @router.put(path + "/{entry_id}", tags=tags, openapi_extra=entry_body(pillar), name=f"put_{pillar.key}")
    def update(request: Request, entry_id: EntryId, body: Body) -> Response:
        """Create or replace an entry under the client's id; honours If-Match."""
        person, raw, now = program(request, "write"), read_json(request, body), house_of(request).now()
        match = request.headers.get("if-match")
        return once(
            request,
            person,
            body,
            lambda unit: _answer(
                unit, request, person, pillar, entries.put(unit, person, pillar, entry_id.lower(), raw, now, match)
            ),
        )

    @router.get(path, tags=tags, name=f"list_{pillar.key}")
    def index(
        request: Request, from_: From = None, to: To = None, limit: Limit = 100, cursor: str | None = None
    ) -> Response:
        """List entries by day, then id, oldest first."""
        person = program(request, "read")
        first, last = listing.checked_range(from_, to)
        with house_of(request).database.read() as unit:
            return as_response(Answer(listing.page(unit, person, pillar, first, last, limit, cursor)))

    @router.get(path + "/{entry_id}", tags=tags, name=f"show_{pillar.key}")
    def show(request: Request, entry_id: EntryId) -> Response:
        """Show one entry."""
        person = program(request, "read")
        with house_of(request).database.read() as unit:
            entry = entries.find(unit, person, pillar, entry_id.lower())
        return as_response(Answer(entry, headers={"ETag": etag(entry)}))

    @router.delete(path + "/{entry_id}", tags=tags, status_code=204, name=f"delete_{pillar.key}")
    def delete(request: Request, entry_id: EntryId) -> Response:
        """Delete an entry; honours If-Match."""
        person, match = program(request, "write"), request.headers.get("if-match")
        with house_of(request).database.write() as unit:
            entries.withdraw(unit, person, pillar, entry_id.lower(), match)
        return Response(status_code=204)


for _pillar in PILLARS.values():
    _routes(_pillar)
