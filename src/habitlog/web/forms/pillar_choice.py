"""Checkboxes of the pillars that pages show."""

from __future__ import annotations

from habitlog.pillars import PILLARS

SHOWN = "shown"
"""The name of the checkboxes, and of a hidden field that says that the form has them."""


def parse_hidden_pillars(form: list[tuple[str, str]]) -> list[str] | None:
    """Return the keys of the pillars that a form leaves unchecked; None for a form that does not ask."""
    shown = {value for name, value in form if name == SHOWN}
    return [key for key in PILLARS if key not in shown] if shown else None
