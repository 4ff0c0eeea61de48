"""Entries: one set of routes for every pillar there is."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import Path, Query, Request
from pydantic import AfterValidator
from starlette.responses import Response

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import Conflict, FieldProblem, Invalid
from habitlog.pillars import PILLARS
from habitlog.tracking import KeyedMetric, Metric, Pillar, WeeklyMetric, WindowMetric
from habitlog.tracking.entry_json import serialize_entry
from habitlog.usecases import education
from habitlog.usecases.dose_screening import NOT_A_MEDICINE
from habitlog.usecases.entries import entries, entry_changes, queries
from habitlog.usecases.entries.entries import ANY_VERSION, SavedEntry
from habitlog.validation import Day
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.api.conditional import ConditionalReader, list_etag_headers
from habitlog.web.api.query_parameters import PageCursor
from habitlog.web.api.responses import MINIMAL, ApiResponse, prefers_minimal, render_json_response, run_idempotently
from habitlog.web.api.snippets import serialize_snippet
from habitlog.web.context import get_context
from habitlog.web.dependencies import PathPillar, TokenReader, TokenWriter
from habitlog.web.presenters.clinician_cards import serialize_card
from habitlog.web.presenters.snippets import explain_match
from habitlog.web.refused_texts import open_urgent_card_on_refusal
from habitlog.web.requests import MERGE_PATCH_MEDIA_TYPE, RequestBody, read_json

EntryId = Annotated[
    str, Path(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"), AfterValidator(str.lower)
]
PageLimit = Annotated[int, Query(ge=1, le=1000)]
OptionalFirstDay = Annotated[Day | None, Query(alias="from")]
OptionalLastDay = Annotated[Day | None, Query(alias="to")]

router = ApiRouter("entries")


@router.get("/pillars")
def list_pillars(request: Request, _person: ConditionalReader) -> Response:
    """List the pillars with their kinds, fields and metrics."""
    return render_json_response(
        ApiResponse(
            {"items": [_describe_pillar(pillar) for pillar in PILLARS.values()]}, headers=list_etag_headers(request)
        )
    )


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
        "metrics": [_describe_metric(metric) for metric in pillar.metrics],
    }


def _describe_metric(metric: Metric) -> dict[str, Any]:
    description = {"metric": metric.id, "name": metric.name, "unit": metric.unit, "explained": metric.explained}
    if isinstance(metric, WindowMetric):
        return description | {"of": "window"}
    of = {"of": "week" if isinstance(metric, WeeklyMetric) else "day", "summary": metric.summary}
    return description | of | ({"asks": metric.key_name} if isinstance(metric, KeyedMetric) else {})


def _build_saved_response(
    transaction: ReadTransaction, request: Request, person: Person, pillar: Pillar, saved: SavedEntry
) -> ApiResponse:
    library, headers = get_context(request).library, {"ETag": _format_etag(saved.row)}
    if prefers_minimal(request):
        snippets = []
        headers["Preference-Applied"] = MINIMAL
    else:
        today = person.local_today(get_context(request).now())
        matches = education.choose_after_entry(transaction, library, person, pillar, saved.row, today)
        snippets = [serialize_snippet(library, match.snippet, explain_match(match)) for match in matches]
    body = {
        "entry": serialize_entry(pillar, saved.row),
        "snippets": snippets,
        "referral": serialize_card(saved.card, saved.urgent_kind) if saved.card else None,
    }
    if saved.created:
        headers["Location"] = build_entry_url(pillar, saved.row["id"])
    return ApiResponse(body, 201 if saved.created else 200, headers, saved.row["id"])


def _format_etag(row: Mapping[str, Any]) -> str:
    return f'"{row["version"]}"'


def build_entry_url(pillar: Pillar, entry_id: str) -> str:
    """Return the address of an entry."""
    return f"/api/v1/{pillar.key}/entries/{entry_id}"


def parse_if_match(request: Request) -> Container[int] | None:
    """Return the versions that If-Match accepts: the quoted numbers it lists, any for `*`, None without the header.

    A tag that is no version of an entry accepts none.
    """
    header = request.headers.get("if-match")
    if header is None:
        return None
    tags = {tag.strip().strip('"') for tag in header.split(",")}
    if "*" in tags:
        return ANY_VERSION
    versions = {int(tag) for tag in tags if tag.isdecimal() and len(tag) < 19}
    return {version for version in versions if str(version) in tags}


@contextmanager
def _link_existing_entry(pillar: Pillar) -> Iterator[None]:
    """Add the address of the entry that a `Conflict` names."""
    try:
        yield
    except Conflict as conflict:
        if "entry" in conflict.parameters:
            conflict.parameters["href"] = build_entry_url(pillar, conflict.parameters["entry"])
        raise


def take_guard_answer(raw: dict[str, Any], field: str = "guard") -> bool:
    """Remove the member `guard`, and return whether it says that the texts are not about a medicine."""
    answer = raw.pop("guard", None)
    if answer not in {None, NOT_A_MEDICINE}:
        raise Invalid([FieldProblem(field, "guard_answer_unknown")])
    return answer is not None


@router.post("/{pillar}/entries", status_code=201)
def create_entry(request: Request, pillar: PathPillar, person: TokenWriter, body: RequestBody) -> Response:
    """Log an entry; honours Idempotency-Key."""
    raw, now = read_json(request, body), get_context(request).now()
    answer = take_guard_answer(raw)

    def save(transaction: WriteTransaction) -> ApiResponse:
        saved = entries.create_entry(transaction, person, pillar, raw, now, is_not_a_medicine=answer)
        return _build_saved_response(transaction, request, person, pillar, saved)

    with open_urgent_card_on_refusal(request, person), _link_existing_entry(pillar):
        return run_idempotently(request, person, body, save)


@router.put("/{pillar}/entries/{entry_id}")
def replace_entry(
    request: Request, pillar: PathPillar, person: TokenWriter, entry_id: EntryId, body: RequestBody
) -> Response:
    """Create or replace an entry under the client's id; honours If-Match, If-None-Match: * and Idempotency-Key."""
    raw, now, versions = read_json(request, body), get_context(request).now(), parse_if_match(request)
    answer = take_guard_answer(raw)

    def save(transaction: WriteTransaction) -> ApiResponse:
        if request.headers.get("if-none-match", "").strip() == "*":
            entries.require_no_entry(transaction, person, pillar, entry_id)
        fields = entry_changes.remove_read_only_members(transaction, person, pillar, entry_id, raw)
        saved = entries.put_entry(
            transaction,
            person,
            pillar,
            entry_id,
            fields,
            now,
            expected_versions=versions,
            is_not_a_medicine=answer,
        )
        return _build_saved_response(transaction, request, person, pillar, saved)

    with open_urgent_card_on_refusal(request, person), _link_existing_entry(pillar):
        return run_idempotently(request, person, body, save)


@router.patch("/{pillar}/entries/{entry_id}")
def patch_entry(
    request: Request, pillar: PathPillar, person: TokenWriter, entry_id: EntryId, body: RequestBody
) -> Response:
    """Change some members of an entry by JSON Merge Patch; honours If-Match and Idempotency-Key."""
    patch, now = read_json(request, body, MERGE_PATCH_MEDIA_TYPE), get_context(request).now()
    versions, answer = parse_if_match(request), take_guard_answer(patch)

    def save(transaction: WriteTransaction) -> ApiResponse:
        saved = entry_changes.patch_entry(
            transaction, person, pillar, entry_id, patch, now, versions, is_not_a_medicine=answer
        )
        return _build_saved_response(transaction, request, person, pillar, saved)

    with open_urgent_card_on_refusal(request, person), _link_existing_entry(pillar):
        return run_idempotently(request, person, body, save)


@router.get("/{pillar}/entries")
def list_entries(
    request: Request,
    pillar: PathPillar,
    person: ConditionalReader,
    from_: OptionalFirstDay = None,
    to: OptionalLastDay = None,
    limit: PageLimit = 100,
    cursor: PageCursor = None,
) -> Response:
    """List entries by day, then id, oldest first."""
    first, last = queries.resolve_day_range(from_, to)
    with get_context(request).database.begin_read() as transaction:
        page = queries.list_entries_page(transaction, person, pillar, first, last, limit, cursor)
    items = [serialize_entry(pillar, row) for row in page.rows]
    return render_json_response(
        ApiResponse({"items": items, "next": page.next_cursor}, headers=list_etag_headers(request))
    )


@router.get("/{pillar}/entries/{entry_id}")
def show_entry(request: Request, pillar: PathPillar, person: TokenReader, entry_id: EntryId) -> Response:
    """Show one entry."""
    with get_context(request).database.begin_read() as transaction:
        row = entries.require_entry_row(transaction, person, pillar, entry_id)
    return render_json_response(ApiResponse(serialize_entry(pillar, row), headers={"ETag": _format_etag(row)}))


@router.delete("/{pillar}/entries/{entry_id}", status_code=204)
def delete_entry(request: Request, pillar: PathPillar, person: TokenWriter, entry_id: EntryId) -> Response:
    """Delete an entry; honours If-Match."""
    with get_context(request).database.begin_write() as transaction:
        entries.delete_entry(transaction, person, pillar, entry_id, parse_if_match(request))
    return Response(status_code=204)
