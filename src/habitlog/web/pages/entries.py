"""The form of a pillar: new, edit and delete, for any pillar there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, HabitlogError, NotFound, PreconditionFailed
from habitlog.guard import Card
from habitlog.pillar import Kind, Pillar
from habitlog.pillar.values import read_day
from habitlog.usecases import entries, undoing
from habitlog.usecases.entries import Saved, pillar_called
from habitlog.web import binding
from habitlog.web.decoding import Typed, decode
from habitlog.web.deps import Form, Visitor, sender, visitor
from habitlog.web.forms import FormView
from habitlog.web.house import house_of
from habitlog.web.rendering import page, see

router = APIRouter()


@router.get("/{pillar}/new")
def new(request: Request, pillar: str, kind: str = "", day: str = "") -> Response:
    """Show a form for a day, today without one; empty, or with the answers the address brings."""
    who = visitor(request)
    found = pillar_called(pillar)
    today = who.person.today(house_of(request).now())
    form = binding.blank(found, _kind(found, kind), _day(day, today), today, str(uuid4()), who.person.style)
    return _draw(request, binding.begun(form, request.query_params.multi_items(), who.person.zone, who.person.style))


@router.post("/{pillar}/new")
def create(request: Request, pillar: str, form: Form) -> Response:
    """Save a new entry, under the id the form came with: sent twice, it is saved once."""
    who = sender(request, form)
    found, given, today = pillar_called(pillar), dict(form), who.person.today(house_of(request).now())
    kind, day = _kind(found, given.get("kind", "")), _day(given.get("day", ""), today)
    view = binding.blank(found, kind, day, today, _id(given.get("entry_id", "")), who.person.style)
    typed = decode(kind, form, day, who.person.zone, style=who.person.style)
    return _save(request, who, view, typed, given)


@router.get("/{pillar}/{entry_id}/edit")
def edit(request: Request, pillar: str, entry_id: UUID) -> Response:
    """Show the form of an entry."""
    who, house = visitor(request), house_of(request)
    found = pillar_called(pillar)
    with house.database.read() as unit:
        entry = entries.find(unit, who.person, found, str(entry_id))
    return _draw(request, _of_entry(found, entry, who, house.now()))


@router.post("/{pillar}/{entry_id}/edit")
def update(request: Request, pillar: str, entry_id: UUID, form: Form) -> Response:
    """Save a change; when the entry changed in the meantime, both versions stay in sight."""
    who, house, given = sender(request, form), house_of(request), dict(form)
    found = pillar_called(pillar)
    with house.database.read() as unit:
        entry = entries.find(unit, who.person, found, str(entry_id))
    view = _of_entry(found, entry, who, house.now())
    typed = decode(view.kind, form, _day(given.get("day", ""), view.day), entry["zone"], entry, style=who.person.style)
    return _save(request, who, view, typed, given, f'"{given.get("version", "")}"')


@router.post("/{pillar}/{entry_id}/delete")
def delete(request: Request, pillar: str, entry_id: UUID, form: Form) -> Response:
    """Delete an entry, which can be undone for an hour; one that was changed in the meantime is shown instead."""
    who, house, found = sender(request, form), house_of(request), pillar_called(pillar)
    seen = f'"{_version(dict(form))}"'
    try:
        with house.database.write() as unit:
            day = undoing.withdraw(unit, who.person, found, str(entry_id), house.now(), seen)
    except PreconditionFailed as changed:
        with house.database.read() as look:
            entry = entries.find(look, who.person, found, str(entry_id))
        shown = _of_entry(found, entry, who.person.today(house.now()))
        return _draw(request, replace(shown, message=_NOT_DELETED), changed.status)
    return see(f"/days/{day}?deleted=1")


_NOT_DELETED = (
    "This entry was changed elsewhere since the page was opened, so it was not deleted. It stands below as it is now."
)


def _save(
    request: Request, who: Visitor, view: FormView, typed: Typed, given: dict[str, str], if_match: str | None = None
) -> Response:
    raw = dict(typed.raw)
    try:
        saved = _put(request, who, view, raw, if_match)
    except ClinicianTopic as topic:
        suggestion = topic.extra["suggestion"]
        if not (given.get("without_amounts") and topic.field == "note" and suggestion):
            return _draw(request, binding.refused(view, typed, topic), topic.status)
        saved = _put(request, who, view, {**raw, "note": suggestion}, if_match)
    except PreconditionFailed as changed:
        now = replace(view, version=changed.extra["version"], message=_CHANGED)
        return _draw(request, replace(binding.refused(now, typed, changed), message=_CHANGED), changed.status)
    except HabitlogError as error:
        if isinstance(error, NotFound):
            raise
        return _draw(request, binding.refused(view, typed, error), error.status)
    return see(f"/days/{saved.entry['day']}?saved=1{_card(saved.card)}")


_CHANGED = (
    "This entry was changed elsewhere since the page was opened. What was typed here is below; "
    "saving again puts it in place of the other version."
)


def _put(request: Request, who: Visitor, view: FormView, raw: dict[str, Any], if_match: str | None) -> Saved:
    house = house_of(request)
    with house.database.write() as unit:
        return entries.put(unit, who.person, view.pillar, view.entry_id, raw, house.now(), if_match)


def _card(card: Card | None) -> str:
    return f"&card={card.kind}" if card else ""


def _draw(request: Request, form: FormView, status: int = 200) -> Response:
    return page(request, "entries/new.html", {"form": form}, status)


def _of_entry(pillar: Pillar, entry: dict[str, Any], who: Visitor, now: datetime) -> FormView:
    return binding.filled(pillar, _kind(pillar, entry["kind"]), entry, who.person.today(now), who.person.style)


def _version(given: dict[str, str]) -> int:
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
