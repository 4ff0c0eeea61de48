"""The text of errors: one message for every code, its parameters written in the reader's style."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from habitlog.errors import ClinicianTopic, FieldProblem, HabitlogError, Invalid
from habitlog.formatting import Style
from habitlog.guard import CardKind, UrgentKind
from habitlog.pillars import METRICS, PILLARS
from habitlog.tracking.metric_format import format_duration
from habitlog.translation import find_message, gettext
from habitlog.web.presenters.clinician_cards import ClinicianCard, build_card, build_urgent_card
from habitlog.web.presenters.error_text.messages import EVENTS_AT_START, EVENTS_INSIDE, MESSAGES, TITLES

_DEFAULT_STYLE = Style()


def describe_title(problem_type: str) -> str:
    """Return the title of a problem type."""
    return find_message(TITLES[problem_type])


def describe_error(error: HabitlogError, style: Style = _DEFAULT_STYLE) -> str:
    """Return the text of an error."""
    if isinstance(error, ClinicianTopic):
        return require_card(error).text
    return describe_code(error.code, error.parameters, style)


def describe_field_problem(problem: FieldProblem, style: Style = _DEFAULT_STYLE) -> str:
    """Return what is wrong with a field; the bounds of a field whose name ends in `_kg` are in the style's unit."""
    unit = "kg" if problem.field.endswith("_kg") else ""
    return describe_code(problem.code, problem.parameters, style, unit)


def describe_problems_by_field(error: Invalid, *, top_level: bool = False) -> dict[str, str]:
    """Return the text of the last problem of each field; with `top_level` by the first part of its path."""
    return {
        problem.field.partition(".")[0] if top_level else problem.field: describe_field_problem(problem)
        for problem in error.problems
    }


def describe_refused_name(error: ClinicianTopic) -> tuple[dict[str, str], ClinicianCard]:
    """Return what a form shows for a name that is not saved: a message by its field, and the card above the form."""
    return {error.field: describe_code("not_saved_as_written", {})}, require_card(error)


def require_card(error: ClinicianTopic) -> ClinicianCard:
    """Return the card that goes with a text that is not saved."""
    if error.urgent_kind:
        return build_urgent_card([UrgentKind(error.urgent_kind)])
    return build_card(CardKind(error.referral))


def describe_code(code: str, parameters: Mapping[str, Any], style: Style = _DEFAULT_STYLE, unit: str = "") -> str:
    """Return the message of a code with its parameters; `unit` is the one that the floats among them are kept in."""
    if not parameters:
        return find_message(MESSAGES[code])
    texts = {name: _format_parameter(value, style, unit) for name, value in parameters.items()}
    return find_message(MESSAGES[code]) % (texts | dict(_derive_parameters(parameters, style)))


def _format_parameter(value: object, style: Style, unit: str) -> str:
    match value:
        case float():
            return style.format_limit(value, unit)
        case time():
            return style.format_clock_time(value.hour * 60 + value.minute)
        case timedelta():
            return format_duration(value.total_seconds() / 60)
        case date():
            return f"{value:%Y-%m-%d}"
        case list() | tuple():
            return ", ".join(value)
    return str(value)


def _derive_parameters(parameters: Mapping[str, Any], style: Style) -> Iterator[tuple[str, str]]:
    """Yield texts made of parameters that name something: pillars, kinds, metrics, the times of a night."""
    pillar = PILLARS.get(parameters.get("pillar", ""))
    if pillar:
        yield "pillar_name", find_message(pillar.name)
        if kind := pillar.find_kind(parameters.get("kind", "")):
            yield "kind_name", find_message(kind.name).lower()
    if "metric" in parameters:
        yield "metric_name", find_message(METRICS[parameters["metric"]].name)
    if "first_field" in parameters:
        yield "first_event", _describe_event(EVENTS_AT_START, parameters["first_field"], parameters["first"], style)
        yield "second_event", _describe_event(EVENTS_INSIDE, parameters["second_field"], parameters["second"], style)
    if "alternatives" in parameters:
        yield "alternatives", _join_alternatives(parameters["alternatives"])


def _describe_event(messages: Mapping[str, str], field: str, clock: time, style: Style) -> str:
    return find_message(messages[field]) % {"time": _format_parameter(clock, style, "")}


def _join_alternatives(values: Sequence[str]) -> str:
    """Write "a", "a or b", "a, b or c"."""
    if len(values) == 1:
        return values[0]
    return gettext("%(first)s or %(last)s", first=", ".join(values[:-1]), last=values[-1])
