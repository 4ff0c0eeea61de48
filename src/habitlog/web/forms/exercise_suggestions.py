"""The exercises that a table of sets suggests, and what was done of each the last time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from habitlog.tracking import Style
from habitlog.tracking.fields import normalize_name
from habitlog.translation import gettext
from habitlog.usecases.entries.name_suggestions import Suggestion
from habitlog.web.dates import medium_day
from habitlog.web.forms.set_columns import FIGURE_COLUMNS, format_stored_set


def summarize_sets(sets: Sequence[Mapping[str, Any]], style: Style) -> str:
    """Write the sets of an exercise but for warm-ups, like "60 kg × 8, 8, 7"; "" where none has load or repetitions."""
    work = [stored_set for stored_set in sets if stored_set["set_type"] != "warmup"]
    runs = (
        (load, [stored_set["reps"] for stored_set in run])
        for load, run in groupby(work, key=lambda stored_set: stored_set["load_kg"])
    )
    return "; ".join(text for load, reps in runs if (text := _summarize_sets_of_load(load, reps, style)))


def _summarize_sets_of_load(load: float | None, reps: Sequence[int | None], style: Style) -> str:
    counts = ", ".join(gettext("not told") if count is None else str(count) for count in reps)
    has_counts = any(count is not None for count in reps)
    if load is None:
        return gettext("%(counts)s reps", counts=counts) if has_counts else ""
    load_text = gettext("bodyweight") if load == 0 else " ".join(style.format_amount(load, "kg"))
    return f"{load_text} × {counts}" if has_counts else load_text


MAX_RECENT_BUTTONS = 8


@dataclass(frozen=True, slots=True)
class ExerciseSuggestion:
    """An exercise; for an own one the text about its last time, and those sets as JSON, written as in the table."""

    name: str
    is_own: bool
    last_time_text: str = ""
    last_sets_json: str = ""


@dataclass(frozen=True, slots=True)
class ExerciseSuggestions:
    """The exercises that are suggested, own ones first, most recent first.

    `shows_last_time` is whether the text about the last time stands above a block; a copied form has it in its figures.
    """

    suggestions: tuple[ExerciseSuggestion, ...] = ()
    shows_last_time: bool = True

    def list_recent(self, used_names: Iterable[str]) -> Sequence[ExerciseSuggestion]:
        """Return the own exercises that are not in the table yet, up to 8."""
        used = {normalize_name(name) for name in used_names}
        unused = [own for own in self.suggestions if own.is_own and normalize_name(own.name) not in used]
        return unused[:MAX_RECENT_BUTTONS]

    def find_last_time_text(self, name: str) -> str:
        """Return the text about the last time of an own exercise; "" where there is none, or it is not shown."""
        if not self.shows_last_time:
            return ""
        key = normalize_name(name)
        matching = (own.last_time_text for own in self.suggestions if own.is_own and normalize_name(own.name) == key)
        return next(matching, "")


NO_SUGGESTIONS = ExerciseSuggestions()


def build_exercise_suggestions(
    suggestions: Iterable[Suggestion], last_day: date, today: date, style: Style
) -> ExerciseSuggestions:
    """Return suggestions for a table; a use after `last_day` counts as none."""
    return ExerciseSuggestions(
        tuple(_build_exercise_suggestion(suggestion, last_day, today, style) for suggestion in suggestions)
    )


def _build_exercise_suggestion(suggestion: Suggestion, last_day: date, today: date, style: Style) -> ExerciseSuggestion:
    day = suggestion.last_day
    if day is None or day > last_day:
        return ExerciseSuggestion(suggestion.name, suggestion.own)
    sets = suggestion.last_use["sets"]
    rows = [
        {column: row[column] for column in ("set_type", *FIGURE_COLUMNS) if row[column]}
        for row in (format_stored_set(stored_set, style) for stored_set in sets)
    ]
    return ExerciseSuggestion(
        name=suggestion.name,
        is_own=suggestion.own,
        last_time_text=_describe_last_time(medium_day(day, today), summarize_sets(sets, style)),
        last_sets_json=json.dumps(rows, separators=(",", ":")),
    )


def _describe_last_time(day_text: str, sets_text: str) -> str:
    if not sets_text:
        return gettext("Last time, %(day)s", day=day_text)
    return gettext("Last time, %(day)s: %(sets)s", day=day_text, sets=sets_text)
