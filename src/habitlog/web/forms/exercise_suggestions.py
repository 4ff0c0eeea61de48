"""The exercises that a table of sets suggests, and what was done of each the last time."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Any

from msgspec import Struct

from habitlog.tracking import Style
from habitlog.tracking.fields import normalize_name
from habitlog.translation import gettext
from habitlog.usecases.entries.name_suggestions import Suggestion
from habitlog.web.dates import medium_day
from habitlog.web.forms.set_columns import FIGURE_COLUMNS, MINUS, find_counted_column, format_stored_set


def summarize_sets(sets: Sequence[Mapping[str, Any]], style: Style) -> str:
    """Write the sets of an exercise but for warm-ups, like "60 kg × 8, 8, 7"; "" where none has load or amount."""
    work = [stored_set for stored_set in sets if stored_set["set_type"] != "warmup"]
    runs = ((load, [*run]) for load, run in groupby(work, key=lambda stored_set: stored_set["load_kg"]))
    return "; ".join(text for load, run in runs if (text := _summarize_sets_of_load(load, run, style)))


def _summarize_sets_of_load(load: float | None, sets: Sequence[Mapping[str, Any]], style: Style) -> str:
    amounts = [_describe_amount(stored_set, style) for stored_set in sets]
    amounts_text = ", ".join(amount or gettext("not told") for amount in amounts)
    if load is None:
        has_other_amounts = any(find_counted_column([stored_set]) not in {"", "reps"} for stored_set in sets)
        if has_other_amounts or not any(amounts):
            return amounts_text if any(amounts) else ""
        return gettext("%(counts)s reps", counts=amounts_text)
    load_text = gettext("bodyweight") if load == 0 else " ".join(style.format_amount(load, "kg")).replace("-", MINUS)
    return f"{load_text} × {amounts_text}" if any(amounts) else load_text


def _describe_amount(stored_set: Mapping[str, Any], style: Style) -> str:
    match find_counted_column([stored_set]):
        case "reps":
            return str(stored_set["reps"])
        case "distance_m":
            return gettext("%(metres)s m", metres=style.format_number(stored_set["distance_m"]))
        case "seconds":
            return gettext("%(seconds)s s", seconds=stored_set["seconds"])
    return ""


DEFAULT_LOAD_STEPS: Mapping[str, float] = {"kg": 2.5, "lb": 5}
LARGEST_LOAD_STEP: Mapping[str, float] = {"kg": 10, "lb": 20}
SMALLEST_LOAD_STEP = 0.25
LOADS_NEEDED = 3


def find_load_step(loads_kg: Sequence[float], style: Style) -> float:
    """Return by how much one tap changes a load, in the person's unit.

    It is the smallest distance of two loads of the exercise, where at least 3 different ones are known; else 2.5 kg or
    5 lb.
    """
    shown = sorted({round(style.to_display_unit(load, "kg"), 2) for load in loads_kg})
    steps = [
        step for lighter, heavier in pairwise(shown) if (step := round(heavier - lighter, 2)) >= SMALLEST_LOAD_STEP
    ]
    if len(shown) < LOADS_NEEDED or not steps or min(steps) > LARGEST_LOAD_STEP[style.weight]:
        return DEFAULT_LOAD_STEPS[style.weight]
    return min(steps)


MAX_RECENT_BUTTONS = 8


class ExerciseSuggestion(Struct, frozen=True):
    """An exercise; for an own one the text about its last time, and those sets as JSON, written as in the table.

    `counted` is the column that says how much was done, "" for repetitions; `load_step` that of the steppers.
    """

    name: str
    is_own: bool
    counted: str
    load_step: float
    last_time_text: str = ""
    last_sets_json: str = ""


class ExerciseSuggestions(Struct, frozen=True):
    """The exercises that are suggested, own ones first, most recent first."""

    suggestions: tuple[ExerciseSuggestion, ...] = ()

    def list_recent(self, used_names: Iterable[str]) -> Sequence[ExerciseSuggestion]:
        """Return the own exercises that are not in the table yet, up to 8."""
        used = {normalize_name(name) for name in used_names}
        unused = [own for own in self.suggestions if own.is_own and normalize_name(own.name) not in used]
        return unused[:MAX_RECENT_BUTTONS]

    def find_last_time_text(self, name: str) -> str:
        """Return the text about the last time of an own exercise; "" where there is none."""
        suggestion = self._find(name)
        return suggestion.last_time_text if suggestion else ""

    def find_counted(self, name: str) -> str:
        """Return the column that says how much was done of an exercise; "" where that is not known."""
        suggestion = self._find(name)
        return suggestion.counted if suggestion else ""

    def _find(self, name: str) -> ExerciseSuggestion | None:
        key = normalize_name(name)
        return next((one for one in self.suggestions if normalize_name(one.name) == key), None) if key else None


NO_SUGGESTIONS = ExerciseSuggestions()


def build_exercise_suggestions(
    suggestions: Iterable[Suggestion],
    last_day: date,
    today: date,
    style: Style,
    hidden_columns: Collection[str] = (),
) -> ExerciseSuggestions:
    """Return suggestions for a table; a use after `last_day` counts as none, and hidden columns are left out."""
    return ExerciseSuggestions(
        tuple(
            _build_exercise_suggestion(suggestion, last_day, today, style, hidden_columns) for suggestion in suggestions
        )
    )


def _build_exercise_suggestion(
    suggestion: Suggestion, last_day: date, today: date, style: Style, hidden_columns: Collection[str]
) -> ExerciseSuggestion:
    day, step = suggestion.last_day, find_load_step(suggestion.history or (), style)
    if day is None or day > last_day:
        return ExerciseSuggestion(suggestion.name, suggestion.own, suggestion.counted, step)
    sets = [one | dict.fromkeys(hidden_columns) for one in suggestion.last_use["sets"]]
    rows = [
        {column: row[column] for column in ("set_type", *FIGURE_COLUMNS) if row[column]}
        for row in (format_stored_set(stored_set, style) for stored_set in sets)
    ]
    return ExerciseSuggestion(
        name=suggestion.name,
        is_own=suggestion.own,
        counted=find_counted_column(sets) or suggestion.counted,
        load_step=step,
        last_time_text=_describe_last_time(medium_day(day, today), summarize_sets(sets, style)),
        last_sets_json=json.dumps(rows, separators=(",", ":")),
    )


def _describe_last_time(day_text: str, sets_text: str) -> str:
    if not sets_text:
        return gettext("Last time, %(day)s", day=day_text)
    return gettext("Last time, %(day)s: %(sets)s", day=day_text, sets=sets_text)
