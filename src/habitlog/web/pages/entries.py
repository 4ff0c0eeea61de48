"""The form of a pillar: new, edit and delete, for any pillar there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, HabitlogError, NotFound, PreconditionFailed
from habitlog.guard import ClinicianCard
from habitlog.tracking import EntryKind, Pillar
from habitlog.usecases.entries import entries, form_defaults, undo
from habitlog.usecases.entries.entries import SavedEntry, find_pillar
from habitlog.validation import is_known_time_zone, parse_day
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, Visitor, require_form_sender, require_visitor
from habitlog.web.forms.diff import diff_entries
from habitlog.web.forms.entry_form import EntryForm, build_blank_form, build_edit_form, with_submission_errors
from habitlog.web.forms.parsing import SubmittedForm, parse_entry_form
from habitlog.web.forms.prefill import copy_entry, from_query, with_defaults, with_shortcuts, with_usual_times
from habitlog.web.responses import redirect, render_page

router = APIRouter()

FormValues = dict[str, str]


@router.get("/{pillar}/new")
def show_new_entry_form(
    request: Request, pillar: str, kind: str = "", day: str = "", usual: str = "", like: str = ""
) -> Response:
    """Show a form for a day, today without one; empty, or with the answers the address brings.

    `usual` fills in the times that are otherwise offered; `like` what the kind copies from the entry of this id, which
    is not offered where the address brings answers: it would leave them behind.
    """
    who = require_visitor(request)
    found, style = find_pillar(pillar), who.person.style
    today = who.person.local_today(get_context(request).now())
    form = build_blank_form(
        found, _find_entry_kind(found, kind), _parse_entry_day(day, today), today, str(uuid4()), style
    )
    with get_context(request).database.begin_read() as transaction:
        given = form_defaults.load_form_defaults(transaction, who.person, found, form.kind, form.day)
        if like:
            form = copy_entry(
                form, form_defaults.find_entry_to_copy(transaction, who.person, found, form.kind, like), style
            )
    form = with_shortcuts(with_defaults(form, given, style), given)
    if usual:
        form = with_usual_times(form)
    form = from_query(form, request.query_params.multi_items(), who.person.zone, style)
    return _render_entry_form(request, replace(form, last_entry=None) if form.is_prefilled else form)


@router.post("/{pillar}/new")
def create_entry(request: Request, pillar: str, form: FormBody) -> Response:
    """Save a new entry, under the id the form came with: sent twice, it is saved once.

    Sent again after the entry was changed elsewhere, that change is told like one of any other form.
    """
    who = require_form_sender(request, form)
    found, given = find_pillar(pillar), dict(form)
    view, typed = _parse_posted_entry(request, who, found, form)
    view = replace(view, entry_id=_parse_entry_id(given.get("entry_id", "")))
    first = '"1"' if _find_entry(request, who, found, view.entry_id) else None
    return _save_entry(request, who, view, typed, given, first)


@router.get("/{pillar}/{entry_id}/edit")
def show_edit_entry_form(request: Request, pillar: str, entry_id: UUID) -> Response:
    """Show the form of an entry."""
    who, found = require_visitor(request), find_pillar(pillar)
    entry = _find_entry(request, who, found, str(entry_id))
    if entry is None:
        raise NotFound
    return _render_form_with_defaults(request, _form_of_entry(request, who, found, entry))


@router.post("/{pillar}/{entry_id}/edit")
def update_entry(request: Request, pillar: str, entry_id: UUID, form: FormBody) -> Response:
    """Save a change; when the entry was changed or deleted in the meantime, what was typed stays in sight."""
    who, given, found = require_form_sender(request, form), dict(form), find_pillar(pillar)
    entry = _find_entry(request, who, found, str(entry_id))
    view, typed = _parse_posted_entry(request, who, found, form, entry)
    if entry is None:
        return _render_missing_entry(request, view, typed)
    view = _with_edit_action(view, entry["id"], _parse_version(given))
    return _save_entry(request, who, view, typed, given, f'"{view.version}"')


@router.post("/{pillar}/{entry_id}/delete")
def delete_entry(request: Request, pillar: str, entry_id: UUID, form: FormBody) -> Response:
    """Delete an entry, which can be undone for an hour; one that was changed in the meantime is shown instead."""
    who, house, found = require_form_sender(request, form), get_context(request), find_pillar(pillar)
    seen = f'"{_parse_version(dict(form))}"'
    try:
        with house.database.begin_write() as transaction:
            day = undo.delete_with_undo(transaction, who.person, found, str(entry_id), house.now(), seen)
    except PreconditionFailed as changed:
        entry = _find_entry(request, who, found, str(entry_id))
        if entry is None:
            raise NotFound from None
        return _render_form_with_defaults(
            request, replace(_form_of_entry(request, who, found, entry), message=_ENTRY_NOT_DELETED), changed.status
        )
    return redirect(f"/days/{day}?deleted=1")


_ENTRY_CHANGED = "This entry was changed elsewhere since the page was opened. Nothing was saved yet."
_ENTRY_GONE = "This entry is no longer there. What was typed is below; saving writes it anew."
_ENTRY_NOT_DELETED = (
    "This entry was changed elsewhere since the page was opened, so it was not deleted. It stands below as it is now."
)


def _save_entry(
    request: Request,
    visitor: Visitor,
    view: EntryForm,
    submitted: SubmittedForm,
    form_values: FormValues,
    if_match: str | None,
) -> Response:
    try:
        saved = _put_with_chosen_note(request, visitor, view, dict(submitted.record_data), form_values, if_match)
    except PreconditionFailed:
        return _render_edit_conflict(request, visitor, view, submitted)
    except NotFound:
        raise
    except HabitlogError as error:
        return _render_form_with_defaults(request, with_submission_errors(view, submitted, error), error.status)
    return redirect(f"/days/{saved.entry['day']}?saved=1{_referral_card_query(saved.card)}")


def _put_with_chosen_note(
    request: Request,
    visitor: Visitor,
    view: EntryForm,
    raw: dict[str, Any],
    form_values: FormValues,
    if_match: str | None,
) -> SavedEntry:
    try:
        return _put_entry(request, visitor, view, raw, if_match)
    except ClinicianTopic as topic:
        suggestion = topic.extra["suggestion"]
        if not (form_values.get("without_amounts") and topic.field == "note" and suggestion):
            raise
    return _put_entry(request, visitor, view, {**raw, "note": suggestion}, if_match)


def _put_entry(
    request: Request, visitor: Visitor, view: EntryForm, raw: dict[str, Any], if_match: str | None
) -> SavedEntry:
    house = get_context(request)
    with house.database.begin_write() as transaction:
        return entries.put_entry(transaction, visitor.person, view.pillar, view.entry_id, raw, house.now(), if_match)


def _render_edit_conflict(request: Request, visitor: Visitor, view: EntryForm, submitted: SubmittedForm) -> Response:
    """Show both versions; the form now carries the current one. Where they say the same, it is saved already."""
    try:
        with get_context(request).database.begin_read() as transaction:
            saved, sent = entries.compare_with_saved(
                transaction, visitor.person, view.pillar, view.entry_id, submitted.record_data
            )
    except NotFound:
        return _render_missing_entry(request, view, submitted)
    found = diff_entries(view.pillar, saved, sent, visitor.person.style)
    if not found:
        return redirect(f"/days/{saved['day']}?saved=1")
    kept = with_submission_errors(
        _with_edit_action(view, view.entry_id, saved["version"]), submitted, PreconditionFailed(_ENTRY_CHANGED)
    )
    kept = replace(kept, differences=found, list_complete=submitted.record_data.get("list_complete"))
    return _render_form_with_defaults(request, kept, PreconditionFailed.status)


def _render_missing_entry(request: Request, view: EntryForm, submitted: SubmittedForm) -> Response:
    """Keep what was typed as a new entry of an id of its own: missing and somebody else's look the same."""
    new = replace(view, action=f"/{view.pillar.key}/new", entry_id=str(uuid4()), version=None)
    return _render_form_with_defaults(
        request, with_submission_errors(new, submitted, NotFound(_ENTRY_GONE)), NotFound.status
    )


def _referral_card_query(card: ClinicianCard | None) -> str:
    return f"&card={card.kind}" if card else ""


def _render_form_with_defaults(request: Request, form: EntryForm, status: int = 200) -> Response:
    """Draw a form with the help the person's record has for it."""
    who: Visitor = request.state.visitor
    with get_context(request).database.begin_read() as transaction:
        given = form_defaults.load_form_defaults(transaction, who.person, form.pillar, form.kind, form.day)
    return _render_entry_form(request, with_defaults(form, given, who.person.style), status)


def _render_entry_form(request: Request, form: EntryForm, status: int = 200) -> Response:
    source = get_context(request).library.references.get(form.kind.reference_id)
    return render_page(request, "entries/form.html", {"form": form, "source": source}, status)


def _find_entry(request: Request, visitor: Visitor, pillar: Pillar, entry_id: str) -> dict[str, Any] | None:
    try:
        with get_context(request).database.begin_read() as transaction:
            return entries.find_entry(transaction, visitor.person, pillar, entry_id)
    except NotFound:
        return None


def _parse_posted_entry(
    request: Request, visitor: Visitor, pillar: Pillar, form: FormBody, previous_entry: dict[str, Any] | None = None
) -> tuple[EntryForm, SubmittedForm]:
    """Read a form as that of a new entry; `before` is the entry it changes, for what the form leaves out."""
    given, today, style = dict(form), visitor.person.local_today(get_context(request).now()), visitor.person.style
    kind = _find_entry_kind(pillar, given.get("kind") or (previous_entry["kind"] if previous_entry else ""))
    day = _parse_entry_day(given.get("day", ""), date.fromisoformat(previous_entry["day"]) if previous_entry else today)
    zone = given.get("zone", "") if is_known_time_zone(given.get("zone", "")) else ""
    view = replace(build_blank_form(pillar, kind, day, today, str(uuid4()), style), zone=zone)
    typed = parse_entry_form(
        kind,
        form,
        day,
        zone or (previous_entry["zone"] if previous_entry else visitor.person.zone),
        previous_entry,
        style=style,
    )
    return view, typed


def _with_edit_action(view: EntryForm, entry_id: str, version: int) -> EntryForm:
    return replace(view, action=f"/{view.pillar.key}/{entry_id}/edit", entry_id=entry_id, version=version)


def _form_of_entry(request: Request, visitor: Visitor, pillar: Pillar, entry: dict[str, Any]) -> EntryForm:
    today = visitor.person.local_today(get_context(request).now())
    return build_edit_form(pillar, _find_entry_kind(pillar, entry["kind"]), entry, today, visitor.person.style)


def _parse_version(form_values: FormValues) -> int:
    """Return the version a form was drawn from; 0, which no entry has, where it does not say."""
    told = form_values.get("version", "")
    return int(told) if told.isdecimal() and len(told) < 10 else 0


def _find_entry_kind(pillar: Pillar, kind_key: str) -> EntryKind:
    found = pillar.find_kind(kind_key) if kind_key else pillar.kinds[0]
    if found is None:
        raise NotFound
    return found


def _parse_entry_day(text: str, default: date) -> date:
    try:
        return parse_day(text) if text else default
    except ValueError:
        raise NotFound("There is no such day.") from None


def _parse_entry_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return str(uuid4())
