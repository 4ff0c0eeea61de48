"""Entries: one set of routes for every pillar there is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from habitlog.db import Reading, Writing
from habitlog.people.model import Person
from habitlog.pillar import Measure, Named, Pillar, Weekly, Windowed
from habitlog.pillar.values import Day
from habitlog.pillars import PILLARS
from habitlog.usecases import entries, learning, listing
from habitlog.usecases.entries import Saved, pillar_called
from habitlog.web.api.answers import Answer, as_response, once
from habitlog.web.bodies import Body, read_json
from habitlog.web.deps import program
from habitlog.web.house import house_of

EntryId = Annotated[str, Path(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
Limit = Annotated[int, Query(ge=1, le=1000)]
From = Annotated[Day | None, Query(alias="from")]
To = Annotated[Day | None, Query(alias="to")]

router = APIRouter(tags=["entries"])


@router.get("/pillars")
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
        "metrics": [_measured(measure) for measure in pillar.measures],
    }


def _measured(measure: Measure) -> dict[str, Any]:
    told = {"metric": measure.id, "name": measure.name, "unit": measure.unit, "explained": measure.explained}
    if isinstance(measure, Windowed):
        return told | {"of": "window"}
    of = {"of": "week" if isinstance(measure, Weekly) else "day", "summary": measure.summary}
    return told | of | ({"asks": measure.asks} if isinstance(measure, Named) else {})


def _answer(unit: Reading, request: Request, person: Person, pillar: Pillar, saved: Saved) -> Answer:
    entry, library = saved.entry, house_of(request).library
    matches = learning.after_json(unit, library, person, pillar, entry)
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


@router.post("/{pillar}/entries", status_code=201)
def create(request: Request, pillar: str, body: Body) -> Response:
    """Log an entry; honours Idempotency-Key."""
    found, person, now = pillar_called(pillar), program(request, "write"), house_of(request).now()
    raw = read_json(request, body)

    def work(unit: Writing) -> Answer:
        return _answer(unit, request, person, found, entries.log(unit, person, found, raw, now))

    return once(request, person, body, work)


@router.put("/{pillar}/entries/{entry_id}")
def update(request: Request, pillar: str, entry_id: EntryId, body: Body) -> Response:
    """Create or replace an entry under the client's id; honours If-Match and Idempotency-Key."""
    found, person, now = pillar_called(pillar), program(request, "write"), house_of(request).now()
    raw, match = read_json(request, body), request.headers.get("if-match")

    def work(unit: Writing) -> Answer:
        saved = entries.put(unit, person, found, entry_id.lower(), raw, now, match)
        return _answer(unit, request, person, found, saved)

    return once(request, person, body, work)


@router.get("/{pillar}/entries")
def index(
    request: Request, pillar: str, from_: From = None, to: To = None, limit: Limit = 100, cursor: str | None = None
) -> Response:
    """List entries by day, then id, oldest first."""
    found, person = pillar_called(pillar), program(request, "read")
    first, last = listing.checked_range(from_, to)
    with house_of(request).database.read() as unit:
        return as_response(Answer(listing.page(unit, person, found, first, last, limit, cursor)))


@router.get("/{pillar}/entries/{entry_id}")
def show(request: Request, pillar: str, entry_id: EntryId) -> Response:
    """Show one entry."""
    found, person = pillar_called(pillar), program(request, "read")
    with house_of(request).database.read() as unit:
        entry = entries.find(unit, person, found, entry_id.lower())
    return as_response(Answer(entry, headers={"ETag": etag(entry)}))


@router.delete("/{pillar}/entries/{entry_id}", status_code=204)
def delete(request: Request, pillar: str, entry_id: EntryId) -> Response:
    """Delete an entry; honours If-Match."""
    found, person = pillar_called(pillar), program(request, "write")
    with house_of(request).database.write() as unit:
        entries.withdraw(unit, person, found, entry_id.lower(), request.headers.get("if-match"))
    return Response(status_code=204)
