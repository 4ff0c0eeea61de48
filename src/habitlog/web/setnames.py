"""The exercises that a table of sets suggests: recent ones as buttons, and what was done last time of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from habitlog.pillar import Style
from habitlog.pillar.names import normalize_name
from habitlog.usecases.suggestions import Suggestion
from habitlog.web.setrows import FIGURE_COLUMNS, format_stored_set, summarize_sets
from habitlog.web.words import medium_day

MAX_RECENT_BUTTONS = 8


@dataclass(frozen=True, slots=True)
class ExerciseSuggestion:
    """An exercise; for an own one what was done last in words, and its sets as JSON, written as in the table."""

    name: str
    is_own: bool
    last_time_text: str = ""
    last_sets_json: str = ""


@dataclass(frozen=True, slots=True)
class ExerciseSuggestions:
    """Every exercise that is suggested, own ones first, most recent first.

    `told` is whether what was done last time stands above a block; a form that began like it says so in its figures.
    """

    suggestions: tuple[ExerciseSuggestion, ...] = ()
    shows_last_time: bool = True

    def list_recent(self, used_names: Iterable[str]) -> Sequence[ExerciseSuggestion]:
        """Return the own exercises that are not in the table yet, up to 8."""
        taken = {normalize_name(name) for name in used_names}
        return [one for one in self.suggestions if one.is_own and normalize_name(one.name) not in taken][
            :MAX_RECENT_BUTTONS
        ]

    def find_last_time_text(self, name: str) -> str:
        """Return what was done last time of an exercise, in words, where it is told."""
        if not self.shows_last_time:
            return ""
        return next(
            (
                one.last_time_text
                for one in self.suggestions
                if one.is_own and normalize_name(one.name) == normalize_name(name)
            ),
            "",
        )


NO_SUGGESTIONS = ExerciseSuggestions()


def build_exercise_suggestions(
    suggestions: Iterable[Suggestion], last_day: date, today: date, style: Style
) -> ExerciseSuggestions:
    """Return suggestions for a table; what was done after the day `until` is no last time."""
    return ExerciseSuggestions(tuple(_build_exercise_suggestion(one, last_day, today, style) for one in suggestions))


def _build_exercise_suggestion(suggestion: Suggestion, last_day: date, today: date, style: Style) -> ExerciseSuggestion:
    day = date.fromisoformat(suggestion.last["day"]) if suggestion.last else None
    if suggestion.last is None or day is None or day > last_day:
        return ExerciseSuggestion(suggestion.name, suggestion.own)
    sets = suggestion.last["sets"]
    words = ": ".join(filter(None, (f"Last time, {medium_day(day, today)}", summarize_sets(sets, style))))
    kept = [
        {column: row[column] for column in ("set_type", *FIGURE_COLUMNS) if row[column]}
        for row in (format_stored_set(one, style) for one in sets)
    ]
    return ExerciseSuggestion(suggestion.name, suggestion.own, words, json.dumps(kept, separators=(",", ":")))
