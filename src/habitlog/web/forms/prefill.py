"""Prefilling of forms: usual times, answers from the query, a copied entry, recent answers and names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from habitlog.tracking import FormField, OptionGroup, Style
from habitlog.translation import gettext_noop
from habitlog.usecases.entries.form_defaults import FormDefaults
from habitlog.web.forms.bound_field import BoundField
from habitlog.web.forms.entry_form import EntryForm, format_field_value
from habitlog.web.forms.exercise_suggestions import build_exercise_suggestions
from habitlog.web.forms.parsing import parse_entry_form
from habitlog.web.forms.set_table import SetTableField, build_spare_rows
from habitlog.web.forms.tiles import TilesField


def with_usual_times(form: EntryForm) -> EntryForm:
    """Return the form with its usual times filled in."""
    fields = tuple(replace(bound, value=bound.usual_time or bound.value) for bound in form.fields)
    return replace(form, fields=fields, usual_times_url="")


def from_query(form: EntryForm, query_pairs: list[tuple[str, str]], zone: str, style: Style) -> EntryForm:
    """Return an empty form with the answers of a query, shown as typed; names that are no field's are ignored."""
    versions = [bound.field.versions for bound in form.fields if bound.field.versions]
    pairs = [*query_pairs, *((version.column, version.full) for version in versions)]
    values = parse_entry_form(form.kind, pairs, form.day, zone, style=style).values
    fields = tuple(_with_query_answer(bound, values[bound.field.name]) for bound in form.fields)
    return replace(form, fields=fields, is_prefilled=fields != form.fields)


def _with_query_answer(bound: BoundField, value: Any) -> BoundField:
    if not value:
        return bound
    return replace(bound, value=[*value, *build_spare_rows()] if isinstance(bound, SetTableField) else value)


def with_all_tiles(form: EntryForm) -> EntryForm:
    """Return a form of an entry of an earlier version with all tiles of the full one."""
    fields = (bound.with_all_tiles() if isinstance(bound, TilesField) else bound for bound in form.fields)
    return replace(form, fields=tuple(fields))


def copy_entry(form: EntryForm, row: Mapping[str, Any], style: Style) -> EntryForm:
    """Return an empty form with the fields that its kind copies, as they are in a stored entry."""
    fields = tuple(
        _copy_field(bound, row, style) if bound.field.name in form.kind.copied_fields else bound
        for bound in form.fields
    )
    return replace(form, fields=fields, copied_from_day=row["day"])


def _copy_field(bound: BoundField, row: Mapping[str, Any], style: Style) -> BoundField:
    value = format_field_value(bound.field, row, style)
    if not isinstance(bound, SetTableField):
        return replace(bound, value=value)
    hidden = dict.fromkeys(bound.field.hidden_columns, "")
    return replace(bound, value=[line | hidden for line in value], is_offered=True)


def with_defaults(form: EntryForm, form_defaults: FormDefaults, style: Style) -> EntryForm:
    """Return a form with the person's names, recent answers and, for a new entry, usual times."""
    is_new = form.version is None
    last_day = form.day if is_new else form.day - timedelta(days=1)
    hidden = {column for bound in form.fields for column in bound.field.hidden_columns}
    suggestions = build_exercise_suggestions(form_defaults.suggested_names, last_day, form.today, style, hidden)
    fields = []
    for bound in form.fields:
        name = bound.field.name
        recent_values = form_defaults.recent_answers.get(name, ())
        bound = replace(bound, field=_with_recent_options_first(bound.field, recent_values))  # noqa: PLW2901
        if is_new:
            bound = _with_usual_time(bound, form_defaults.usual_times, style)  # noqa: PLW2901
        if isinstance(bound, SetTableField) and name == form_defaults.name_field:
            bound = replace(bound, exercise_suggestions=suggestions)  # noqa: PLW2901
        fields.append(bound)
    return replace(form, fields=tuple(fields))


def with_shortcuts(form: EntryForm, form_defaults: FormDefaults) -> EntryForm:
    """Return a new form with the addresses that fill in usual times or the latest entry."""
    url = f"{form.action}?kind={form.kind.key}&day={form.day}&usual=1" if form_defaults.usual_times else ""
    return replace(form, last_entry=None if form.copied_from_day else form_defaults.latest_entry, usual_times_url=url)


def _with_usual_time(bound: BoundField, usual_times: Mapping[str, int], style: Style) -> BoundField:
    minutes = usual_times.get(bound.field.name)
    if minutes is None:
        return bound
    return replace(
        bound, usual_time=Style().format_clock_time(minutes), usual_time_text=style.format_clock_time(minutes)
    )


def _with_recent_options_first(field: FormField, recent_values: Sequence[Any]) -> FormField:
    options = {option.value: option for option in field.options}
    recent = tuple(options[value] for value in recent_values if value in options)
    if not recent:
        return field
    others = tuple(option for option in field.options if option not in recent)
    groups = OptionGroup(gettext_noop("Recent"), recent), OptionGroup(gettext_noop("Others"), others)
    return replace(field, groups=groups)
