"""What a form begins with beside its questions: usual times, an address's answers, the last entry, recent names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from habitlog.pillar import Field, Group, Style
from habitlog.web import setrows
from habitlog.web.binding import shown
from habitlog.web.decoding import decode
from habitlog.web.forms import Bound, FormView
from habitlog.web.setnames import Names


def with_usual(form: FormView) -> FormView:
    """Return the form with its usual times filled in, as the person asked."""
    fields = tuple(replace(bound, value=bound.usual or bound.value) for bound in form.fields)
    return replace(form, fields=fields, usual_way="")


def begun(form: FormView, asked: list[tuple[str, str]], zone: str, style: Style) -> FormView:
    """Return an empty form with the answers an address brought, shown as typed; names that are no field's stay out."""
    values = decode(form.kind, asked, form.day, zone, style=style).values
    fields = tuple(_with_answer(bound, values[bound.field.name]) for bound in form.fields)
    return replace(form, fields=fields, begun=fields != form.fields)


def _with_answer(bound: Bound, value: Any) -> Bound:
    if not value:
        return bound
    return replace(bound, value=[*value, *setrows.spare_block()] if bound.field.widget == "sets" else value)


def like(form: FormView, entry: Mapping[str, Any], style: Style) -> FormView:
    """Return an empty form with the fields its kind copies, as they are in an entry; none of them is saved by that."""
    fields = tuple(
        replace(bound, value=shown(bound.field, entry, style)) if bound.field.name in form.kind.copies else bound
        for bound in form.fields
    )
    return replace(form, fields=fields, like=date.fromisoformat(entry["day"]))


def suggesting(form: FormView, field: str, names: Names) -> FormView:
    """Return a form whose field of this name suggests exercises."""
    return replace(form, fields=tuple(replace(b, names=names) if b.field.name == field else b for b in form.fields))


def with_recent(form: FormView, recent: Mapping[str, Sequence[Any]]) -> FormView:
    """Return the form with a person's latest answers, newest first, before the other options of their questions."""
    led = (replace(bound, field=_led_by(bound.field, recent.get(bound.field.name, ()))) for bound in form.fields)
    return replace(form, fields=tuple(led))


def _led_by(one: Field, values: Sequence[Any]) -> Field:
    known = {option.value: option for option in one.options}
    lately = tuple(known[value] for value in values if value in known)
    if not lately:
        return one
    others = tuple(option for option in one.options if option not in lately)
    return replace(one, groups=(Group("Lately", lately), Group("Others", others)))
