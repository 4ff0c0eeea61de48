"""Saving many entries in one call."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import Request
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from starlette.responses import Response

from habitlog.accounts.schema import AccountInput, parse_input
from habitlog.errors import BatchRefused, ClinicianTopic, Conflict, FieldProblem, Invalid
from habitlog.pillars import PILLARS
from habitlog.tracking.entry_json import serialize_entry
from habitlog.usecases.entries.entry_batches import MAX_ENTRIES, BatchItem, BatchResult, save_batch
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.api.entries import build_entry_url, take_guard_answer
from habitlog.web.api.responses import MINIMAL, ApiResponse, prefers_minimal, render_json_response
from habitlog.web.context import get_context
from habitlog.web.dependencies import TokenWriter
from habitlog.web.errors import describe_problem
from habitlog.web.presenters.clinician_cards import serialize_card
from habitlog.web.refused_texts import open_card_of_refusal
from habitlog.web.requests import RequestBody, read_json

router = ApiRouter("entries")
ID_PATTERN = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
NOT_TRIED = 424
"""The status of an item that is in order, and was not saved because another one is not."""


class BatchEntryKey(AccountInput):
    """What an item of a batch has besides the fields of its entry."""

    id: Annotated[str, StringConstraints(pattern=ID_PATTERN), AfterValidator(str.lower)]
    pillar: str


class BatchBody(AccountInput):
    """The body of a batch."""

    model_config = ConfigDict(title="BatchSent")

    entries: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MAX_ENTRIES)]
    all_or_nothing: bool = False


BATCH_REQUEST_BODY = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": BatchBody.model_json_schema()}}}
}


@router.post("/entries/batch", openapi_extra=BATCH_REQUEST_BODY)
def save_entries(request: Request, person: TokenWriter, body: RequestBody) -> Response:
    """Create or replace up to 1,000 entries under the client's ids, each as PUT does, with a result for each.

    With `all_or_nothing` none is saved where one is refused. The same batch again changes nothing.
    """
    app_context = get_context(request)
    sent = parse_input(BatchBody, read_json(request, body))
    items = _read_items(sent.entries)
    results = save_batch(app_context.database, person, items, app_context.now(), all_or_nothing=sent.all_or_nothing)
    for result in results:
        if isinstance(result.error, ClinicianTopic):
            open_card_of_refusal(request, person, result.error)
    is_minimal = prefers_minimal(request)
    answers = [_serialize_result(item, result, is_minimal) for item, result in zip(items, results, strict=True)]
    if sent.all_or_nothing and any(result.error for result in results):
        raise BatchRefused(answers)
    headers = {"Preference-Applied": MINIMAL} if is_minimal else {}
    return render_json_response(ApiResponse({"items": answers}, headers=headers))


def _read_items(entries: list[dict[str, Any]]) -> list[BatchItem]:
    """Return the items of a batch; raises `Invalid` for an id that is none, or that comes twice."""
    items, problems = [], []
    for place, entry in enumerate(entries):
        fields, at = dict(entry), f"entries.{place}"
        answer = take_guard_answer(fields, f"{at}.guard")
        try:
            key = parse_input(BatchEntryKey, {name: fields.pop(name) for name in ("id", "pillar") if name in fields})
        except Invalid as invalid:
            problems += [FieldProblem(f"{at}.{one.field}", one.code, one.parameters) for one in invalid.problems]
        else:
            items.append(BatchItem(key.id, key.pillar, fields, answer))
    repeated = {entry_id for entry_id, times in Counter(item.id for item in items).items() if times > 1}
    problems += [
        FieldProblem(f"entries.{place}.id", "batch_id_repeated")
        for place, entry in enumerate(entries)
        if str(entry.get("id")).lower() in repeated
    ]
    if problems:
        raise Invalid(problems)
    return items


def _serialize_result(item: BatchItem, result: BatchResult, is_minimal: bool) -> dict[str, Any]:
    if result.error is not None:
        if isinstance(result.error, Conflict) and "entry" in result.error.parameters:
            result.error.parameters["href"] = build_entry_url(PILLARS[item.pillar], result.error.parameters["entry"])
        return {"id": result.id, "status": result.error.status, "problem": describe_problem(result.error)}
    if result.saved is None or result.pillar is None:
        return {"id": result.id, "status": NOT_TRIED}
    saved = result.saved
    answer: dict[str, Any] = {"id": result.id, "status": 201 if saved.created else 200, "version": saved.row["version"]}
    if saved.card is not None:
        answer["referral"] = serialize_card(saved.card, saved.urgent_kind)
    if not is_minimal:
        answer["entry"] = serialize_entry(result.pillar, saved.row)
    return answer
