"""How a field is asked for on a page: its label, its widget and its choices. Forms are drawn from these alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from habitlog.tracking.declared_texts import DisplayText

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
    label: DisplayText
    hint: DisplayText = ""


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Options that belong together under a heading; `folded` ones wait behind a fold."""

    title: DisplayText
    options: tuple[Option, ...]
    collapsed: bool = False


@dataclass(frozen=True, slots=True)
class FormField:
    """One question of a form. `name` is the record's field; `ends` are the words at a scale's two ends."""

    name: str
    label: DisplayText
    widget: WidgetName
    hint: DisplayText = ""
    unit: DisplayText = ""
    options: tuple[Option, ...] = ()
    groups: tuple[OptionGroup, ...] = ()
    scale_labels: tuple[DisplayText, DisplayText] = ("", "")
    low: float | None = None
    high: float | None = None
    required: bool = False
    collapsed: bool = False
    recent_first: bool = False
    """Whether the person's own latest answers lead the options of a select."""
    suggestions: tuple[str, ...] = ()
    offers_usual_time: bool = False
    """For a time: whether a new form offers the person's usual one, dashed, until they take it over."""


@dataclass(frozen=True, slots=True)
class IntervalTimer:
    """A timer of rounds in blocks. All but the words name fields of the kind.

    `work` and `rest` hold seconds; `rounds` and `blocks` are asked beforehand and take what was completed. `minutes`
    takes whole minutes from the first round to the last, pauses left out; `started` the clock time of the first round.
    """

    title: DisplayText
    intro: DisplayText
    work: str
    rest: str
    rounds: str
    blocks: str
    minutes: str
    started: str
    mode: ClassVar[str] = "intervals"

    @property
    def asked_fields(self) -> tuple[str, ...]:
        """The fields that are asked before the start."""
        return (self.work, self.rest, self.rounds, self.blocks)

    @property
    def fields_by_role(self) -> dict[str, str]:
        """The field of each role."""
        asked = {"work": self.work, "rest": self.rest, "rounds": self.rounds, "blocks": self.blocks}
        return asked | {"minutes": self.minutes, "started": self.started}

    def start_label(self, field: FormField) -> str:
        """Return the words a field is asked with before the start."""
        return field.label


@dataclass(frozen=True, slots=True)
class MinutesTimer:
    """A timer of whole minutes. All but the words name fields of the kind.

    `what` is asked beforehand with `question`, as it lies ahead, and handed on as it is; `minutes` is asked, and takes
    whole minutes that ran, at least 1; `started` takes the clock time of the start.
    """

    title: DisplayText
    intro: DisplayText
    question: DisplayText
    subject: str
    minutes: str
    started: str
    mode: ClassVar[str] = "still"

    @property
    def asked_fields(self) -> tuple[str, ...]:
        """The fields that are asked before the start."""
        return (self.subject, self.minutes)

    @property
    def fields_by_role(self) -> dict[str, str]:
        """The field of each role."""
        return {"what": self.subject, "minutes": self.minutes, "started": self.started}

    def start_label(self, field: FormField) -> str:
        """Return the words a field is asked with before the start."""
        return self.question if field.name == self.subject else field.label


Timer = IntervalTimer | MinutesTimer


def normalize_name(name: str) -> str:
    """Return what two spellings of the same name share: everything but letter case and space around it."""
    return name.strip().casefold()


@dataclass(frozen=True, slots=True)
class CommonName:
    """A name that many people use, and what is known of it in words that are searched too."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class SuggestionSource:
    """Where a pillar's suggestions come from: one column of the entries of one kind, and a catalogue of common names.

    `names` reads the names in a stored value, `last` what was done under one of them, as a JSON object; both are
    handed the value as it is kept, for rebuilding hundreds of records is what would take the time. The catalogue
    begins with what most people know.
    """

    kind: str
    column: str
    extract_names: Callable[[Any], Iterable[str]]
    extract_last_use: Callable[[Any, str], dict[str, Any]]
    catalogue: tuple[CommonName, ...]
