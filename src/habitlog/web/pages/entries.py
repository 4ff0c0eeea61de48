"""The form of a pillar: new, edit and delete, for any pillar there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, HabitlogError, NotFound, PreconditionFailed
from habitlog.guard import Card
from habitlog.pillar import Kind, Pillar
from habitlog.pillar.values import is_zone, read_day
from habitlog.usecases import copying, entries, helping, undoing
from habitlog.usecases.entries import Saved, pillar_called
from habitlog.web import beginnings, binding
from habitlog.web.decoding import Typed, decode
from habitlog.web.deps import Form, Visitor, sender, visitor
from habitlog.web.forms import FormView
from habitlog.web.house import house_of
from habitlog.web.rendering import page, see
from habitlog.web.versions import differences

router = APIRouter()

Given = dict[str, str]


@router.get("/{pillar}/new")
def new(request: Request, pillar: str, kind: str = "", day: str = "", usual: str = "", like: str = "") -> Response:
    """Show a form for a day, today without one; empty, or with the answers the address brings.

    `usual` fills in the times that are otherwise offered; `like` what the kind copies from the entry of this id, which
    is not offered where the address brings answers: it would leave them behind.
    """
    who = visitor(request)
    found, style = pillar_called(pillar), who.person.style
    today = who.person.today(house_of(request).now())
    form = binding.blank(found, _kind(found, kind), _day(day, today), today, str(uuid4()), style)
    with house_of(request).database.read() as unit:
        given = helping.of(unit, who.person, found, form.kind, form.day)
        if like:
            form = beginnings.like(form, copying.source(unit, who.person, found, form.kind, like), style)
    form = beginnings.started(beginnings.helped(form, given, style), given)
    if usual:
        form = beginnings.with_usual(form)
    form = beginnings.begun(form, request.query_params.multi_items(), who.person.zone, style)
    return _page(request, replace(form, last=None) if form.begun else form)


@router.post("/{pillar}/new")
def create(request: Request, pillar: str, form: Form) -> Response:
    """Save a new entry, under the id the form came with: sent twice, it is saved once.

    Sent again after the entry was changed elsewhere, that change is told like one of any other form.
    """
    who = sender(request, form)
    found, given = pillar_called(pillar), dict(form)
    view, typed = _posted(request, who, found, form)
    view = replace(view, entry_id=_id(given.get("entry_id", "")))
    first = '"1"' if _found(request, who, found, view.entry_id) else None
    return _save(request, who, view, typed, given, first)


@router.get("/{pillar}/{entry_id}/edit")
def edit(request: Request, pillar: str, entry_id: UUID) -> Response:
    """Show the form of an entry."""
    who, found = visitor(request), pillar_called(pillar)
    entry = _found(request, who, found, str(entry_id))
    if entry is None:
        raise NotFound
    return _draw(request, _of_entry(request, who, found, entry))


@router.post("/{pillar}/{entry_id}/edit")
def update(request: Request, pillar: str, entry_id: UUID, form: Form) -> Response:
    """Save a change; when the entry was changed or deleted in the meantime, what was typed stays in sight."""
    who, given, found = sender(request, form), dict(form), pillar_called(pillar)
    entry = _found(request, who, found, str(entry_id))
    view, typed = _posted(request, who, found, form, entry)
    if entry is None:
        return _gone(request, view, typed)
    view = _as_edit(view, entry["id"], _version(given))
    return _save(request, who, view, typed, given, f'"{view.version}"')


@router.post("/{pillar}/{entry_id}/delete")
def delete(request: Request, pillar: str, entry_id: UUID, form: Form) -> Response:
    """Delete an entry, which can be undone for an hour; one that was changed in the meantime is shown instead."""
    who, house, found = sender(request, form), house_of(request), pillar_called(pillar)
    seen = f'"{_version(dict(form))}"'
    try:
        with house.database.write() as unit:
            day = undoing.withdraw(unit, who.person, found, str(entry_id), house.now(), seen)
    except PreconditionFailed as changed:
        entry = _found(request, who, found, str(entry_id))
        if entry is None:
            raise NotFound from None
        return _draw(request, replace(_of_entry(request, who, found, entry), message=_NOT_DELETED), changed.status)
    return see(f"/days/{day}?deleted=1")


_CHANGED = "This entry was changed elsewhere since the page was opened. Nothing was saved yet."
_GONE = "This entry is no longer there. What was typed is below; saving writes it anew."
_NOT_DELETED = (
    "This entry was changed elsewhere since the page was opened, so it was not deleted. It stands below as it is now."
)


def _save(request: Request, who: Visitor, view: FormView, typed: Typed, given: Given, if_match: str | None) -> Response:
    try:
        saved = _put_as_chosen(request, who, view, dict(typed.raw), given, if_match)
    except PreconditionFailed:
        return _changed(request, who, view, typed)
    except NotFound:
        raise
    except HabitlogError as error:
        return _draw(request, binding.refused(view, typed, error), error.status)
    return see(f"/days/{saved.entry['day']}?saved=1{_card(saved.card)}")


def _put_as_chosen(
    request: Request, who: Visitor, view: FormView, raw: dict[str, Any], given: Given, if_match: str | None
) -> Saved:
    try:
        return _put(request, who, view, raw, if_match)
    except ClinicianTopic as topic:
        suggestion = topic.extra["suggestion"]
        if not (given.get("without_amounts") and topic.field == "note" and suggestion):
            raise
    return _put(request, who, view, {**raw, "note": suggestion}, if_match)


def _put(request: Request, who: Visitor, view: FormView, raw: dict[str, Any], if_match: str | None) -> Saved:
    house = house_of(request)
    with house.database.write() as unit:
        return entries.put(unit, who.person, view.pillar, view.entry_id, raw, house.now(), if_match)


def _changed(request: Request, who: Visitor, view: FormView, typed: Typed) -> Response:
    """Show both versions; the form now carries the current one. Where they say the same, it is saved already."""
    try:
        with house_of(request).database.read() as unit:
            saved, sent = entries.side_by_side(unit, who.person, view.pillar, view.entry_id, typed.raw)
    except NotFound:
        return _gone(request, view, typed)
    found = differences(view.pillar, saved, sent, who.person.style)
    if not found:
        return see(f"/days/{saved['day']}?saved=1")
    kept = binding.refused(_as_edit(view, view.entry_id, saved["version"]), typed, PreconditionFailed(_CHANGED))
    kept = replace(kept, differences=found, list_complete=typed.raw.get("list_complete"))
    return _draw(request, kept, PreconditionFailed.status)


def _gone(request: Request, view: FormView, typed: Typed) -> Response:
    """Keep what was typed as a new entry of an id of its own: missing and somebody else's look the same."""
    new = replace(view, action=f"/{view.pillar.key}/new", entry_id=str(uuid4()), version=None)
    return _draw(request, binding.refused(new, typed, NotFound(_GONE)), NotFound.status)


def _card(card: Card | None) -> str:
    return f"&card={card.kind}" if card else ""


def _draw(request: Request, form: FormView, status: int = 200) -> Response:
    """Draw a form with the help the person's record has for it."""
    who: Visitor = request.state.visitor
    with house_of(request).database.read() as unit:
        given = helping.of(unit, who.person, form.pillar, form.kind, form.day)
    return _page(request, beginnings.helped(form, given, who.person.style), status)


def _page(request: Request, form: FormView, status: int = 200) -> Response:
    source = house_of(request).library.references.get(form.kind.source)
    return page(request, "entries/new.html", {"form": form, "source": source}, status)


def _found(request: Request, who: Visitor, pillar: Pillar, entry_id: str) -> dict[str, Any] | None:
    try:
        with house_of(request).database.read() as unit:
            return entries.find(unit, who.person, pillar, entry_id)
    except NotFound:
        return None


def _posted(
    request: Request, who: Visitor, pillar: Pillar, form: Form, before: dict[str, Any] | None = None
) -> tuple[FormView, Typed]:
    """Read a form as that of a new entry; `before` is the entry it changes, for what the form leaves out."""
    given, today, style = dict(form), who.person.today(house_of(request).now()), who.person.style
    kind = _kind(pillar, given.get("kind") or (before["kind"] if before else ""))
    day = _day(given.get("day", ""), date.fromisoformat(before["day"]) if before else today)
    zone = given.get("zone", "") if is_zone(given.get("zone", "")) else ""
    view = replace(binding.blank(pillar, kind, day, today, str(uuid4()), style), zone=zone)
    typed = decode(kind, form, day, zone or (before["zone"] if before else who.person.zone), before, style=style)
    return view, typed


def _as_edit(view: FormView, entry_id: str, version: int) -> FormView:
    return replace(view, action=f"/{view.pillar.key}/{entry_id}/edit", entry_id=entry_id, version=version)


def _of_entry(request: Request, who: Visitor, pillar: Pillar, entry: dict[str, Any]) -> FormView:
    today = who.person.today(house_of(request).now())
    return binding.filled(pillar, _kind(pillar, entry["kind"]), entry, today, who.person.style)


def _version(given: Given) -> int:
    """Return the version a form was drawn from; 0, which no entry has, where it does not say."""
    told = given.get("version", "")
    return int(told) if told.isdecimal() and len(told) < 10 else 0


def _kind(pillar: Pillar, key: str) -> Kind:
    found = pillar.kind(key) if key else pillar.kinds[0]
    if found is None:
        raise NotFound
    return found


def _day(given: str, otherwise: date) -> date:
    try:
        return read_day(given) if given else otherwise
    except ValueError:
        raise NotFound("There is no such day.") from None


def _id(given: str) -> str:
    try:
        return str(UUID(given))
    except ValueError:
        return str(uuid4())
