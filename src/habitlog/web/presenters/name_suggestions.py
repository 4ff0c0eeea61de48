"""Name suggestions as JSON, for programs and for the script of a form alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from habitlog.usecases.entries.name_suggestions import Suggestion


def serialize_suggestions(suggestions: Iterable[Suggestion]) -> dict[str, Any]:
    """Return suggestions as a list of names, own ones with the day and content of their last use."""
    return {"items": [_serialize_suggestion(suggestion) for suggestion in suggestions]}


def _serialize_suggestion(suggestion: Suggestion) -> dict[str, Any]:
    last = {"day": suggestion.last_day.isoformat(), **suggestion.last_use} if suggestion.last_day else None
    return {"name": suggestion.name, "own": suggestion.own, "detail": suggestion.detail, "last": last}
