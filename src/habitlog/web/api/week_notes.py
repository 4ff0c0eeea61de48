"""A person's own lines on weeks."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from pydantic import ConfigDict
from starlette.responses import Response

from habitlog.accounts.schema import parse_input
from habitlog.db import WriteTransaction
from habitlog.errors import FieldProblem, Invalid
from habitlog.usecases.entries import queries, week_notes
from habitlog.usecases.entries.week_notes import WeekNoteInput
from habitlog.validation import Day
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.api.conditional import ConditionalReader, list_etag_headers
from habitlog.web.api.entries import OptionalFirstDay, OptionalLastDay, take_guard_answer
from habitlog.web.api.responses import ApiResponse, render_json_response, run_idempotently
from habitlog.web.context import get_context
from habitlog.web.dependencies import TokenWriter
from habitlog.web.presenters.clinician_cards import serialize_card
from habitlog.web.refused_texts import open_urgent_card_on_refusal
from habitlog.web.requests import RequestBody, read_json
from habitlog.weeks import monday_of

router = ApiRouter("week notes")


class WeekNoteBody(WeekNoteInput):
    """The body of a note; `week` may be sent back as it was read."""

    model_config = ConfigDict(title="WeekNoteSent")

    week: Day | None = None


NOTE_REQUEST_BODY = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": WeekNoteBody.model_json_schema()}}}
}


@router.get("/week-notes")
def list_week_notes(
    request: Request, person: ConditionalReader, from_: OptionalFirstDay = None, to: OptionalLastDay = None
) -> Response:
    """List the notes of the weeks whose Mondays lie from `from` to `to`, oldest first."""
    first, last = queries.resolve_day_range(from_, to)
    with get_context(request).database.begin_read() as transaction:
        notes = week_notes.list_week_notes(transaction, person, first, last)
    items = [{"week": week, "note": note} for week, note in notes.items()]
    return render_json_response(ApiResponse({"items": items}, headers=list_etag_headers(request)))


@router.put("/week-notes/{day}", openapi_extra=NOTE_REQUEST_BODY)
def save_week_note(request: Request, person: TokenWriter, day: Day, body: RequestBody) -> Response:
    """Save the note of the week of a day in place of any earlier one; an empty one removes it."""
    raw, now, week = read_json(request, body), get_context(request).now(), monday_of(day)
    answer = take_guard_answer(raw)
    sent = parse_input(WeekNoteBody, raw)
    if sent.week not in {None, week}:
        raise Invalid([FieldProblem("week", "week_differs_from_address")])

    def save(transaction: WriteTransaction) -> ApiResponse:
        card = week_notes.save_week_note(transaction, person, week, sent.note, now, is_not_a_medicine=answer)
        saved: dict[str, Any] = {"week": week, "note": week_notes.find_week_note(transaction, person, week)}
        return ApiResponse(saved | {"referral": serialize_card(card) if card else None})

    with open_urgent_card_on_refusal(request, person):
        return run_idempotently(request, person, body, save)


@router.delete("/week-notes/{day}", status_code=204)
def delete_week_note(request: Request, person: TokenWriter, day: Day) -> Response:
    """Remove the note of the week of a day."""
    app_context = get_context(request)
    with app_context.database.begin_write() as transaction:
        week_notes.save_week_note(transaction, person, day, "", app_context.now(), is_not_a_medicine=False)
    return Response(status_code=204)
