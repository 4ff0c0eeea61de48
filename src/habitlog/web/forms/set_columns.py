"""The columns of the table of sets, and a stored set as its row shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from habitlog.tracking import Style
from habitlog.translation import gettext_noop

COLUMN_LABELS = {
    "exercise": gettext_noop("Exercise"),
    "set_type": gettext_noop("Kind of set"),
    "load_kg": gettext_noop("Load"),
    "reps": gettext_noop("Reps"),
    "seconds": gettext_noop("Seconds"),
    "distance_m": gettext_noop("Distance, m"),
    "rir": gettext_noop("Left in reserve"),
    "rpe": gettext_noop("RPE"),
    "rest_s": gettext_noop("Rest, s"),
}
SET_COLUMNS = tuple(COLUMN_LABELS)
MINUS = "\N{MINUS SIGN}"
AMOUNT_COLUMNS = ("reps", "seconds", "distance_m")
"""What says how much was done; a row has at least one of them, or it is no set."""
FIGURE_COLUMNS = ("load_kg", *AMOUNT_COLUMNS, "rir", "rpe", "rest_s")


def find_counted_column(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the column that says how much was done in the first row that says it; "" where none does."""
    for row in rows:
        # Seconds beside repetitions or metres say how long these took.
        for column in ("reps", "distance_m", "seconds"):
            if row[column] not in {None, ""}:
                return column
    return ""


def format_stored_set(stored_set: Mapping[str, Any], style: Style) -> dict[str, str]:
    """Return a stored set as its row shows it, in the person's style; "" for what is not recorded."""
    row = {column: style.format_stored_value(stored_set.get(column)) for column in SET_COLUMNS}
    return row if stored_set.get("load_kg") is None else row | {"load_kg": style.format_weight(stored_set["load_kg"])}
