"""The form of an entry of any pillar: new, edit and delete."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from fastapi import Request
from msgspec import Struct
from msgspec.structs import replace
from starlette.responses import Response

from habitlog.db import ReadTransaction
from habitlog.errors import ClinicianTopic, ClinicianTopicUnsure, HabitlogError, Invalid, NotFound, PreconditionFailed
from habitlog.guard import CardKind
from habitlog.timezones import is_known_time_zone
from habitlog.tracking import EntryKind, Pillar
from habitlog.translation import gettext
from habitlog.usecases import urgent_cards
from habitlog.usecases.dose_screening import NOT_A_MEDICINE
from habitlog.usecases.entries import entries, form_defaults, undo
from habitlog.usecases.entries.entries import SavedEntry, find_pillar
from habitlog.usecases.entries.entry_conflicts import find_entry_of_day
from habitlog.usecases.shown_pillars import reduce_pillar
from habitlog.validation import parse_day
from habitlog.web.context import get_context
from habitlog.web.dependencies import (
    CurrentVisitor,
    EntryFormSender,
    FormBody,
    FormPairs,
    FormSender,
    PathPillar,
    ShownPillar,
    Visitor,
)
from habitlog.web.forms.diff import diff_entries
from habitlog.web.forms.entry_form import (
    EntryForm,
    build_blank_form,
    build_edit_form,
    build_posted_form,
    keep_unasked_values,
    with_submission_errors,
    without_unasked_fields,
)
from habitlog.web.forms.parsing import SubmittedForm, parse_entry_form
from habitlog.web.forms.prefill import (
    copy_entry,
    from_query,
    with_all_tiles,
    with_defaults,
    with_shortcuts,
    with_usual_times,
)
from habitlog.web.handler_queues import PageRouter
from habitlog.web.pages.today import day_url
from habitlog.web.presenters.clinician_cards import build_urgent_card
from habitlog.web.refused_texts import open_urgent_card_on_refusal
from habitlog.web.requests import parse_id
from habitlog.web.responses import redirect, redirect_after_save, render_page
from habitlog.web.unsent_forms import UnsentForm

router = PageRouter()


class _EntrySubmission(Struct, frozen=True):
    """A posted form of an entry: who sent it, the form to show again, what was typed, and when it may be saved."""

    visitor: Visitor
    form: EntryForm
    submitted: SubmittedForm
    expected_version: int | None
    """The version that is to be replaced; None for a new entry."""
    without_amounts: bool
    """Whether the suggested version of a note is to be saved."""
    is_not_a_medicine: bool
    """Whether the person said that words of it are not about a medicine."""


@router.get("/{pillar}/new")
def show_new_entry_form(
    request: Request,
    visitor: CurrentVisitor,
    pillar: ShownPillar,
    kind: str = "",
    day: str = "",
    usual: str = "",
    like: str = "",
) -> Response:
    """Show the form of a new entry on a day, by default today.

    Further parameters of the query are answers. `usual` fills in the usual times, and `like` is the id of an entry to
    copy; a form with answers does not offer to copy the latest entry, which would discard them. Where a list that is
    saved as it is filled in was begun, its form is shown.
    """
    person, style = visitor.person, visitor.person.style
    today = person.local_today(get_context(request).now())
    entry_day = _parse_entry_day(day, today)
    form = build_blank_form(pillar, _find_entry_kind(pillar, kind), entry_day, today, str(uuid4()), style)
    with get_context(request).database.begin_read() as transaction:
        if form.kind.completion and request.query_params.keys() <= {"kind", "day"}:
            begun = find_entry_of_day(transaction, person, pillar, form.kind, form.day)
            if begun:
                return redirect(f"/{pillar.key}/{begun}/edit")
        defaults = form_defaults.load_form_defaults(transaction, person, pillar, form.kind, form.day)
        if like:
            copied_id = _parse_copied_id(like)
            row = form_defaults.find_entry_to_copy(transaction, person, pillar, form.kind, copied_id)
            form = copy_entry(form, row, style)
    form = with_shortcuts(with_defaults(form, defaults, style), defaults)
    if usual:
        form = with_usual_times(form)
    form = from_query(form, request.query_params.multi_items(), person.zone, style)
    return _render_entry_form(request, replace(form, last_entry=None) if form.is_prefilled else form)


@router.post("/{pillar}/new")
def create_entry(request: Request, visitor: EntryFormSender, pillar: PathPillar, form: FormBody) -> Response:
    """Save a new entry under the id of its form: sent twice, it is saved once.

    Sent again after the entry was changed elsewhere, it shows both versions as an edit does.
    """
    values = dict(form)
    view, submitted = parse_posted_form(request, visitor, pillar, form)
    view = replace(view, entry_id=_parse_entry_id(values.get("entry_id", "")))
    return _save_entry(request, _build_submission(visitor, view, submitted, None, values))


@router.get("/{pillar}/{entry_id}/edit")
def show_edit_entry_form(
    request: Request, visitor: CurrentVisitor, pillar: ShownPillar, entry_id: UUID, tiles: str = ""
) -> Response:
    """Show the form of an entry; with `?tiles=all` that of an earlier version with all of its tiles."""
    with get_context(request).database.begin_read() as transaction:
        row = entries.require_entry_row(transaction, visitor.person, pillar, str(entry_id))
        form = _add_defaults(transaction, visitor, _build_edit_form(request, visitor, pillar, row))
    return _render_entry_form(request, with_all_tiles(form) if tiles == "all" else form)


@router.post("/{pillar}/{entry_id}/edit")
def update_entry(
    request: Request, visitor: EntryFormSender, pillar: PathPillar, entry_id: UUID, form: FormBody
) -> Response:
    """Save a change; where the entry was changed or deleted in the meantime, show the form with what was typed."""
    with get_context(request).database.begin_read() as transaction:
        row = entries.find_entry_row(transaction, visitor.person, pillar, str(entry_id))
    view, submitted = parse_posted_form(request, visitor, pillar, form, row)
    if row is None:
        return _render_missing_entry(request, visitor, view, submitted)
    values = dict(form)
    version = parse_version(values)
    view = _with_edit_action(view, row["id"], version)
    return _save_entry(request, _build_submission(visitor, view, submitted, version, values))


@router.post("/{pillar}/{entry_id}/delete")
def delete_entry(request: Request, visitor: FormSender, pillar: PathPillar, entry_id: UUID, form: FormBody) -> Response:
    """Delete an entry, which can be undone for an hour; one that was changed in the meantime is shown instead."""
    app_context, version = get_context(request), parse_version(dict(form))
    try:
        with app_context.database.begin_write() as transaction:
            day = undo.delete_with_undo(transaction, visitor.person, pillar, str(entry_id), app_context.now(), version)
    except PreconditionFailed as changed:
        return _render_undeleted_entry(request, visitor, pillar, str(entry_id), changed.status)
    return redirect_after_save(request, f"/days/{day}?deleted=1", str(entry_id))


def render_unsent_entry(request: Request, visitor: Visitor, unsent: UnsentForm, status: int = 200) -> Response:
    """Show a form as it was sent, for the visitor to send it again: nothing of it is saved."""
    pillar, values, row = find_pillar(unsent.pillar), dict(unsent.pairs), None
    if unsent.entry_id:
        with get_context(request).database.begin_read() as transaction:
            row = entries.find_entry_row(transaction, visitor.person, pillar, parse_id(unsent.entry_id))
    view, submitted = parse_posted_form(request, visitor, pillar, unsent.pairs, row)
    if row is not None:
        view = _with_edit_action(view, row["id"], parse_version(values))
    elif unsent.entry_id:
        return _render_missing_entry(request, visitor, view, submitted)
    else:
        view = replace(view, entry_id=_parse_entry_id(values.get("entry_id", "")))
    message = gettext("Send what you typed? It came after your session had ended, so nothing is saved yet.")
    form = replace(with_submission_errors(view, submitted, Invalid([])), message=message)
    return _render_form_with_defaults(request, visitor, form, status)


def _render_undeleted_entry(request: Request, visitor: Visitor, pillar: Pillar, entry_id: str, status: int) -> Response:
    message = gettext(
        "This entry was changed elsewhere since you opened the page, so it was not deleted. Below is how it is now."
    )
    with get_context(request).database.begin_read() as transaction:
        row = entries.require_entry_row(transaction, visitor.person, pillar, entry_id)
        form = replace(_build_edit_form(request, visitor, pillar, row), message=message)
        form = _add_defaults(transaction, visitor, form)
    return _render_entry_form(request, form, status)


def _build_submission(
    visitor: Visitor, view: EntryForm, submitted: SubmittedForm, version: int | None, values: Mapping[str, str]
) -> _EntrySubmission:
    without_amounts, answer = bool(values.get("without_amounts")), values.get("guard") == NOT_A_MEDICINE
    return _EntrySubmission(visitor, view, submitted, version, without_amounts, answer)


def _save_entry(request: Request, submission: _EntrySubmission) -> Response:
    visitor, view = submission.visitor, submission.form
    try:
        saved = _put_with_chosen_note(request, submission)
    except PreconditionFailed:
        return _render_edit_conflict(request, submission)
    except NotFound:
        raise
    except HabitlogError as error:
        form = with_submission_errors(view, submission.submitted, error)
        return _render_form_with_defaults(request, visitor, form, error.status)
    card = f"&card={saved.card}" if saved.card and saved.card is not CardKind.URGENT else ""
    url = f"/days/{saved.row['day']}?saved={saved.row['id']}{card}#{view.pillar.key}"
    return redirect_after_save(request, url, saved.row["id"])


def _put_with_chosen_note(request: Request, submission: _EntrySubmission) -> SavedEntry:
    raw = dict(submission.submitted.record_data)
    try:
        return _put_entry(request, submission, raw)
    except (ClinicianTopic, ClinicianTopicUnsure) as topic:
        suggestion = topic.suggestion
        if not (submission.without_amounts and suggestion):
            raise
    return _put_entry(request, submission, {**raw, "note": suggestion})


def _put_entry(request: Request, submission: _EntrySubmission, raw: dict[str, Any]) -> SavedEntry:
    app_context, version = get_context(request), submission.expected_version
    with (
        open_urgent_card_on_refusal(request, submission.visitor.person),
        app_context.database.begin_write() as transaction,
    ):
        return entries.put_entry(
            transaction,
            submission.visitor.person,
            find_pillar(submission.form.pillar.key),
            submission.form.entry_id,
            raw,
            app_context.now(),
            expected_versions=None if version is None else (version,),
            only_if_new=version is None,
            is_not_a_medicine=submission.is_not_a_medicine,
        )


def _render_edit_conflict(request: Request, submission: _EntrySubmission) -> Response:
    """Show both versions in a form that replaces the current one; where they are the same, it is saved already."""
    visitor, view, submitted = submission.visitor, submission.form, submission.submitted
    pillar = find_pillar(view.pillar.key)
    try:
        with get_context(request).database.begin_read() as transaction:
            saved, typed = entries.compare_with_saved(
                transaction, visitor.person, pillar, view.entry_id, submitted.record_data
            )
    except NotFound:
        return _render_missing_entry(request, visitor, view, submitted)
    differences = diff_entries(pillar, saved, typed, visitor.person.style)
    if not differences:
        return redirect_after_save(request, day_url(saved["day"], view.pillar, view.entry_id), view.entry_id)
    view = _with_edit_action(view, view.entry_id, saved["version"])
    form = with_submission_errors(view, submitted, PreconditionFailed("entry_changed_elsewhere"))
    completion = view.kind.completion
    is_complete = submitted.record_data[completion.column] if completion else None
    form = replace(form, differences=differences, is_complete=is_complete)
    return _render_form_with_defaults(request, visitor, form, PreconditionFailed.status)


def _render_missing_entry(request: Request, visitor: Visitor, view: EntryForm, submitted: SubmittedForm) -> Response:
    """Show what was typed as a new entry with another id, for a deleted entry and one of another person alike."""
    view = replace(view, action=f"/{view.pillar.key}/new", entry_id=str(uuid4()), version=None)
    form = with_submission_errors(view, submitted, NotFound("entry_gone_form_kept"))
    return _render_form_with_defaults(request, visitor, form, NotFound.status)


def _render_form_with_defaults(request: Request, visitor: Visitor, form: EntryForm, status: int) -> Response:
    with get_context(request).database.begin_read() as transaction:
        form = _add_defaults(transaction, visitor, form)
    return _render_entry_form(request, form, status)


def _add_defaults(transaction: ReadTransaction, visitor: Visitor, form: EntryForm) -> EntryForm:
    defaults = form_defaults.load_form_defaults(transaction, visitor.person, form.pillar, form.kind, form.day)
    return with_defaults(form, defaults, visitor.person.style)


def _render_entry_form(request: Request, form: EntryForm, status: int = 200) -> Response:
    app_context, person = get_context(request), request.state.visitor.person
    with app_context.database.begin_read() as transaction:
        urgent = urgent_cards.list_urgent_cards(transaction, person)
        first = find_entry_of_day(transaction, person, form.pillar, form.kind, form.day)
    form = without_unasked_fields(form, is_further=first not in {None, form.entry_id})
    values = {
        "form": form,
        "source": app_context.library.references.get(form.kind.reference_id),
        "urgent_card": build_urgent_card(urgent.open_kinds) if urgent.open_kinds else None,
    }
    return render_page(request, "entries/form.html", values, status)


def parse_posted_form(
    request: Request, visitor: Visitor, pillar: Pillar, form: FormPairs, stored_row: Mapping[str, Any] | None = None
) -> tuple[EntryForm, SubmittedForm]:
    """Parse a form as that of a new entry; `stored_row` is the entry it edits, for what the form leaves out."""
    values, today, style = dict(form), visitor.person.local_today(get_context(request).now()), visitor.person.style
    kind = _find_entry_kind(pillar, values.get("kind") or (stored_row["kind"] if stored_row else ""))
    day = _parse_entry_day(values.get("day", ""), stored_row["day"] if stored_row else today)
    zone = values.get("zone", "") if is_known_time_zone(values.get("zone", "")) else ""
    shown_pillar = reduce_pillar(visitor.person, pillar)
    view = replace(build_posted_form(shown_pillar, kind, day, today, values.keys(), style), zone=zone)
    entry_zone = zone or (stored_row["zone"] if stored_row else visitor.person.zone)
    submitted = parse_entry_form(kind, form, day, entry_zone, stored_row, style=style)
    if stored_row:
        keep_unasked_values(view, submitted, stored_row, style)
    return view, submitted


def _with_edit_action(view: EntryForm, entry_id: str, version: int) -> EntryForm:
    return replace(view, action=f"/{view.pillar.key}/{entry_id}/edit", entry_id=entry_id, version=version)


def _build_edit_form(request: Request, visitor: Visitor, pillar: Pillar, row: Mapping[str, Any]) -> EntryForm:
    today, pillar = visitor.person.local_today(get_context(request).now()), reduce_pillar(visitor.person, pillar)
    return build_edit_form(pillar, _find_entry_kind(pillar, row["kind"]), row, today, visitor.person.style)


def parse_version(values: Mapping[str, str]) -> int:
    """Return the version that a form was made from; 0, which no entry has, without a valid one."""
    text = values.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _find_entry_kind(pillar: Pillar, kind_key: str) -> EntryKind:
    kind = pillar.find_kind(kind_key) if kind_key else pillar.kinds[0]
    if kind is None:
        raise NotFound
    return kind


def _parse_entry_day(text: str, default: date) -> date:
    try:
        return parse_day(text) if text else default
    except ValueError:
        raise NotFound("day_unknown") from None


def _parse_copied_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound from None


def _parse_entry_id(text: str) -> str:
    """Return the id of a new entry; a random one where the form has no valid one."""
    try:
        return str(UUID(text))
    except ValueError:
        return str(uuid4())
