"""How a field is asked for on a page: its label, its widget and its choices. Forms are drawn from these alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

WidgetName = Literal[
    "tiles",  # many yes/no toggles: a list of keys
    "sets",  # a table of resistance sets
    "time",  # a clock time that belongs to the entry's day
    "minutes",  # a whole number with its unit behind it
    "number",  # a number, decimal comma or point
    "stepper",  # a small count with - and +
    "scale",  # 0 to 10 in a row
    "choice",  # a few words, one of them
    "tags",  # a few words, any of them: a list of values
    "select",  # many words, one of them
    "yes_no",
    "text",
    "note",
]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the value that is kept and the words that are read."""

    value: Any
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Options that belong together under a heading; `folded` ones wait behind a fold."""

    title: str
    options: tuple[Option, ...]
    collapsed: bool = False


@dataclass(frozen=True, slots=True)
class FormField:
    """One question of a form. `name` is the record's field; `ends` are the words at a scale's two ends."""

    name: str
    label: str
    widget: WidgetName
    hint: str = ""
    unit: str = ""
    options: tuple[Option, ...] = ()
    groups: tuple[OptionGroup, ...] = ()
    scale_labels: tuple[str, str] = ("", "")
    low: float | None = None
    high: float | None = None
    required: bool = False
    collapsed: bool = False
    recent_first: bool = False
    """Whether the person's own latest answers lead the options of a select."""
    suggestions: tuple[str, ...] = ()
    offers_usual_time: bool = False
    """For a time: whether a new form offers the person's usual one, dashed, until they take it over."""
