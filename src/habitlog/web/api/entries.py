"""Entries: one set of routes for every pillar there is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.pillars import PILLARS
from habitlog.tracking import KeyedMetric, Metric, Pillar, WeeklyMetric, WindowMetric
from habitlog.usecases import education
from habitlog.usecases.entries import entries, queries
from habitlog.usecases.entries.entries import SavedEntry, find_pillar
from habitlog.validation import Day
from habitlog.web.api.responses import ApiResponse, render_json_response, run_idempotently
from habitlog.web.api.snippets import serialize_snippet
from habitlog.web.context import get_context
from habitlog.web.dependencies import authenticate_token
from habitlog.web.presenters.snippets import explain_match
from habitlog.web.requests import RequestBody, read_json

EntryId = Annotated[str, Path(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
PageLimit = Annotated[int, Query(ge=1, le=1000)]
OptionalFirstDay = Annotated[Day | None, Query(alias="from")]
OptionalLastDay = Annotated[Day | None, Query(alias="to")]

router = APIRouter(tags=["entries"])


@router.get("/pillars")
def pillars(request: Request) -> Response:
    """List the pillars with their kinds, fields and metrics."""
    authenticate_token(request, "read")
    return render_json_response(ApiResponse({"items": [_describe_pillar(pillar) for pillar in PILLARS.values()]}))


def _describe_pillar(pillar: Pillar) -> dict[str, Any]:
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
        "metrics": [_describe_metric(measure) for measure in pillar.metrics],
    }


def _describe_metric(metric: Metric) -> dict[str, Any]:
    told = {"metric": metric.id, "name": metric.name, "unit": metric.unit, "explained": metric.explained}
    if isinstance(metric, WindowMetric):
        return told | {"of": "window"}
    of = {"of": "week" if isinstance(metric, WeeklyMetric) else "day", "summary": metric.summary}
    return told | of | ({"asks": metric.key_name} if isinstance(metric, KeyedMetric) else {})


def _entry_response(
    transaction: ReadTransaction, request: Request, person: Person, pillar: Pillar, saved: SavedEntry
) -> ApiResponse:
    entry, library = saved.entry, get_context(request).library
    matches = education.choose_after_json_entry(transaction, library, person, pillar, entry)
    body = {
        "entry": entry,
        "snippets": [serialize_snippet(library, match.snippet, explain_match(match)) for match in matches],
        "referral": saved.card.as_json() if saved.card else None,
    }
    headers = {"ETag": format_entry_etag(entry)}
    if saved.created:
        headers["Location"] = f"/api/v1/{pillar.key}/entries/{entry['id']}"
    return ApiResponse(body, 201 if saved.created else 200, headers)


def format_entry_etag(entry: dict[str, Any]) -> str:
    """Return an entry's version as its ETag."""
    return f'"{entry["version"]}"'


@router.post("/{pillar}/entries", status_code=201)
def create(request: Request, pillar: str, body: RequestBody) -> Response:
    """Log an entry; honours Idempotency-Key."""
    found, person, now = find_pillar(pillar), authenticate_token(request, "write"), get_context(request).now()
    raw = read_json(request, body)

    def work(transaction: WriteTransaction) -> ApiResponse:
        return _entry_response(
            transaction, request, person, found, entries.create_entry(transaction, person, found, raw, now)
        )

    return run_idempotently(request, person, body, work)


@router.put("/{pillar}/entries/{entry_id}")
def update(request: Request, pillar: str, entry_id: EntryId, body: RequestBody) -> Response:
    """Create or replace an entry under the client's id; honours If-Match and Idempotency-Key."""
    found, person, now = find_pillar(pillar), authenticate_token(request, "write"), get_context(request).now()
    raw, match = read_json(request, body), request.headers.get("if-match")

    def work(transaction: WriteTransaction) -> ApiResponse:
        saved = entries.put_entry(transaction, person, found, entry_id.lower(), raw, now, match)
        return _entry_response(transaction, request, person, found, saved)

    return run_idempotently(request, person, body, work)


@router.get("/{pillar}/entries")
def index(
    request: Request,
    pillar: str,
    from_: OptionalFirstDay = None,
    to: OptionalLastDay = None,
    limit: PageLimit = 100,
    cursor: str | None = None,
) -> Response:
    """List entries by day, then id, oldest first."""
    found, person = find_pillar(pillar), authenticate_token(request, "read")
    first, last = queries.resolve_day_range(from_, to)
    with get_context(request).database.begin_read() as transaction:
        return render_json_response(
            ApiResponse(queries.list_entries_page(transaction, person, found, first, last, limit, cursor))
        )


@router.get("/{pillar}/entries/{entry_id}")
def show(request: Request, pillar: str, entry_id: EntryId) -> Response:
    """Show one entry."""
    found, person = find_pillar(pillar), authenticate_token(request, "read")
    with get_context(request).database.begin_read() as transaction:
        entry = entries.find_entry(transaction, person, found, entry_id.lower())
    return render_json_response(ApiResponse(entry, headers={"ETag": format_entry_etag(entry)}))


@router.delete("/{pillar}/entries/{entry_id}", status_code=204)
def delete(request: Request, pillar: str, entry_id: EntryId) -> Response:
    """Delete an entry; honours If-Match."""
    found, person = find_pillar(pillar), authenticate_token(request, "write")
    with get_context(request).database.begin_write() as transaction:
        entries.delete_entry(transaction, person, found, entry_id.lower(), request.headers.get("if-match"))
    return Response(status_code=204)
