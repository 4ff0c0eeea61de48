"""A form ready to be drawn: empty, from a stored entry, or as typed with what does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from habitlog.errors import ClinicianTopic, FieldProblem, HabitlogError, Invalid
from habitlog.guard import Card
from habitlog.pillar import Field, Kind, Option, Pillar, Style
from habitlog.pillar.wall import passes
from habitlog.web import setrows
from habitlog.web.clocks import Twice
from habitlog.web.decoding import Typed
from habitlog.web.forms import Bound, FormView
from habitlog.web.words import two_passes

NOTE = Field("note", "Note", "note", hint="For yourself alone: never shared, never searched.")
SECOND = "There is already one for this day, and a day has one of these."


def blank(pillar: Pillar, kind: Kind, day: date, today: date, entry_id: str, style: Style) -> FormView:
    """Return an empty form: nothing is carried over from another day."""
    fields = tuple(Bound(one, _empty(one), unit=_unit(one, style)) for one in kind.fields)
    return FormView(pillar, kind, day, today, f"/{pillar.key}/new", entry_id, fields, Bound(NOTE))


def filled(pillar: Pillar, kind: Kind, entry: Mapping[str, Any], today: date, style: Style) -> FormView:
    """Return the form of a stored entry, every field carried, its numbers in the person's style."""
    fields = tuple(_of_entry(one, entry, style) for one in kind.fields)
    return FormView(
        pillar=pillar,
        kind=kind,
        day=date.fromisoformat(entry["day"]),
        today=today,
        action=f"/{pillar.key}/{entry['id']}/edit",
        entry_id=entry["id"],
        fields=fields,
        note=Bound(NOTE, entry["note"] or ""),
        version=entry["version"],
        zone=entry["zone"],
    )


def _of_entry(one: Field, entry: Mapping[str, Any], style: Style) -> Bound:
    bound = Bound(one, shown(one, entry, style), unit=_unit(one, style))
    if one.widget != "time" or entry[one.name] is None:
        return bound
    moment = datetime.fromisoformat(entry[one.name])
    wall = moment.replace(tzinfo=None)
    there = passes(wall, entry["zone"])
    return (
        _with_passes(bound, Twice(wall, str(there.index(moment) + 1)), entry["zone"], style)
        if len(there) == 2
        else bound
    )


def _with_passes(bound: Bound, twice: Twice, zone: str, style: Style) -> Bound:
    first, second = two_passes(twice.wall, zone, style)
    return replace(bound, passes=(Option("1", first), Option("2", second)), chosen_pass=twice.chosen)


def refused(form: FormView, typed: Typed, error: HabitlogError) -> FormView:
    """Return a form with everything that was typed, and a sentence at each field that does not fit."""
    problems = error.problems if isinstance(error, Invalid) else []
    card, suggestion, message = None, None, ""
    there = error.extra.get("entry")
    if isinstance(error, ClinicianTopic):
        problems = [FieldProblem(error.field, "This was not saved as written.")]
        card = Card(**error.extra["referral"])
        suggestion = error.extra["suggestion"]
    elif there:
        problems = [FieldProblem(_of_the_day(form.kind), SECOND)]
    elif not isinstance(error, Invalid):
        message = error.detail
    fields = tuple(_with_problems(bound, typed, problems) for bound in form.fields)
    note = Bound(NOTE, typed.values["note"], _sentence("note", problems, typed.style))
    told = {bound.field.name for bound in fields} | {"note"}
    elsewhere = [typed.style.told(p.message) for p in problems if p.field.partition(".")[0] not in told]
    kept = replace(form, fields=fields, note=note, card=card, suggestion=suggestion)
    message = message or " ".join(dict.fromkeys(elsewhere))
    return replace(kept, message=message, there=f"/{form.pillar.key}/{there}/edit" if there else "")


def _of_the_day(kind: Kind) -> str:
    """Return the question that says which day an entry is of: the last clock time, else the first question."""
    times = [one.name for one in kind.fields if one.widget == "time"]
    return times[-1] if times else kind.fields[0].name


def _with_problems(bound: Bound, typed: Typed, problems: Sequence[FieldProblem]) -> Bound:
    one, value = bound.field, typed.values.get(bound.field.name, "")
    if one.widget != "sets":
        wrong = _sentence(one.name, problems, typed.style)
        told = replace(bound, value=value, error=wrong and _said(one.name, typed, wrong), passes=())
        twice = typed.passes.get(one.name)
        return _with_passes(told, twice, typed.raw["zone"], typed.style) if twice else told
    rows = []
    for problem in problems:
        name, _, rest = problem.field.partition(".")
        at, _, column = rest.partition(".")
        if name == one.name and at.isdecimal():
            place = typed.set_rows[int(at)]
            sentence = _said(problem.field, typed, typed.style.problem(problem, "kg" if column == "load_kg" else ""))
            rows.append((setrows.head(value, place) if column == "exercise" else place, column, sentence))
    whole = " ".join(p.message for p in problems if p.field == one.name)
    spare = setrows.spare_block() if value else setrows.blank_rows()
    return Bound(one, [*value, *spare], whole, tuple(dict.fromkeys(rows)), typed.style.weight)


def _said(field: str, typed: Typed, otherwise: str) -> str:
    """Return the page's own sentence for a field that does not fit, or the other where it has none."""
    return typed.style.told(typed.said[field]) if field in typed.said else otherwise


def _sentence(name: str, problems: Sequence[FieldProblem], style: Style) -> str:
    return " ".join(dict.fromkeys(style.problem(p) for p in problems if p.field.partition(".")[0] == name))


def _empty(one: Field) -> Any:
    return {"tiles": [], "tags": [], "sets": setrows.blank_rows()}.get(one.widget, "")


def _unit(one: Field, style: Style) -> str:
    return style.weight if one.widget == "sets" else ""


def shown(one: Field, entry: Mapping[str, Any], style: Style) -> Any:
    """Return what a field shows of a stored entry."""
    value = entry[one.name]
    match one.widget:
        case "tiles":
            return [*value, "full29"] if entry["form"] == "full29" else value
        case "tags":
            return value
        case "sets":
            return setrows.laid_out(value, style)
        case "time":
            return "" if value is None else _clock(value)
        case "yes_no":
            return {True: "yes", False: "no", None: ""}[value]
    return style.text(value)


def _clock(instant: str) -> str:
    moment = datetime.fromisoformat(instant)
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
