"""What a form begins with beside its questions: usual times, an address's answers, the last entry, recent names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from habitlog.pillar import Field, Group, Style
from habitlog.usecases.helping import Help
from habitlog.web import setrows
from habitlog.web.binding import shown
from habitlog.web.decoding import decode
from habitlog.web.forms import Bound, FormView
from habitlog.web.setnames import names


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


def helped(form: FormView, given: Help, style: Style) -> FormView:
    """Return a form with what the person's own record offers; an edited one is offered no times."""
    is_new = form.version is None
    until = form.day if is_new else form.day - timedelta(days=1)
    suggested = replace(names(given.names, until, form.today, style), told=form.like is None)
    fields = []
    for bound in form.fields:
        led = replace(bound, field=_led_by(bound.field, given.recent.get(bound.field.name, ())))
        offered = _offering(led, given.usual, style) if is_new else led
        fields.append(replace(offered, names=suggested) if bound.field.name == given.named else offered)
    return replace(form, fields=tuple(fields))


def started(form: FormView, given: Help) -> FormView:
    """Return a form nobody has typed in yet, with the ways to fill it in at once."""
    way = f"{form.action}?kind={form.kind.key}&day={form.day}&usual=1" if given.usual else ""
    return replace(form, last=None if form.like else given.last, usual_way=way)


def _offering(bound: Bound, usual: Mapping[str, int], style: Style) -> Bound:
    minutes = usual.get(bound.field.name)
    if minutes is None:
        return bound
    return replace(bound, usual=Style().time(minutes), usual_said=style.time(minutes))


def _led_by(one: Field, values: Sequence[Any]) -> Field:
    known = {option.value: option for option in one.options}
    lately = tuple(known[value] for value in values if value in known)
    if not lately:
        return one
    others = tuple(option for option in one.options if option not in lately)
    return replace(one, groups=(Group("Lately", lately), Group("Others", others)))
