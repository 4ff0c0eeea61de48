"""Checkboxes of the pillars and measures that pages show."""

from __future__ import annotations

from habitlog.pillars import MEASURE_IDS, PILLARS

SHOWN, SHOWN_MEASURES = "shown", "shown_measures"
"""The names of the checkboxes, and of hidden fields that say that the form has them."""


def parse_shown_parts(form: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the settings `hidden_pillars` and `hidden_measures`: what a form leaves unchecked, of what it asks."""
    asked = {"hidden_pillars": (SHOWN, tuple(PILLARS)), "hidden_measures": (SHOWN_MEASURES, MEASURE_IDS)}
    hidden: dict[str, list[str]] = {}
    for setting, (field, keys) in asked.items():
        checked = {value for name, value in form if name == field}
        if checked:
            hidden[setting] = [key for key in keys if key not in checked]
    return hidden
