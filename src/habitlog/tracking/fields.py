"""The fields of a form: label, widget and options. Forms are drawn from these declarations alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Literal

from msgspec import Struct

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


class Option(Struct, frozen=True):
    """One choice: the value that is stored and the label that is shown."""

    value: Any
    label: DisplayText
    hint: DisplayText = ""


class OptionGroup(Struct, frozen=True):
    """Options under a heading."""

    title: DisplayText
    options: tuple[Option, ...]


class TileVersions(Struct, frozen=True):
    """The version of a list of tiles that has all of them, and an earlier one that had fewer.

    `column` of the record holds `full` or `earlier`, which a form carries along. A complete entry of the earlier
    version is shown with the tiles in `earlier_keys` alone, beside `hint` and a link with `label` to all of them. An
    incomplete one, whose `column_of_completion` is false, answers nothing by a tile that is not chosen, and its form
    is continued with all of them.
    """

    column: str
    full: str
    earlier: str
    earlier_keys: frozenset[str]
    column_of_completion: str
    label: DisplayText
    hint: DisplayText


class CompletionButtons(Struct, frozen=True):
    """The two buttons that save an entry as complete or as unfinished: true or false in `column` of the record."""

    column: str
    complete: DisplayText
    unfinished: DisplayText
    reopened: DisplayText
    """The second button of an entry that is complete already."""
    hint: DisplayText
    """What a page without a script says above the buttons; with one, every change is saved before they are used."""
    complete_hint: DisplayText


class FormField(Struct, frozen=True):
    """One field of a form. `name` is the record's field; `scale_labels` are the words at a scale's two ends."""

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
    asked_of_further_entry: bool = False
    """Whether the form asks it only where the day has an entry of the kind already, or it is answered."""
    recent_first: bool = False
    """Whether the person's latest answers come first among the options of a select."""
    suggestions: tuple[str, ...] = ()
    offers_usual_time: bool = False
    """For a time: whether a new form offers the person's usual one, to be accepted before it counts."""
    versions: TileVersions | None = None
    """For tiles: the two versions of their list; None for a list that is always the same."""
    hidden_columns: frozenset[str] = frozenset()
    """For a table of sets: the columns that are not shown; a form carries what they hold."""

    def list_options(self) -> tuple[Option, ...]:
        """Return the options, those of groups too."""
        return (*self.options, *(option for group in self.groups for option in group.options))


class IntervalTimer(Struct, frozen=True):
    """A timer of rounds in blocks. All attributes but the texts name fields of the kind.

    `work` and `rest` hold seconds; `rounds` and `blocks` are set before the start and filled with what was completed.
    `minutes` is filled with whole minutes from the first round to the last without pauses, `started` with the clock
    time of the first round.
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
        """The fields that are set before the start."""
        return (self.work, self.rest, self.rounds, self.blocks)

    @property
    def fields_by_role(self) -> dict[str, str]:
        """The field of each role."""
        before_start = {"work": self.work, "rest": self.rest, "rounds": self.rounds, "blocks": self.blocks}
        return before_start | {"minutes": self.minutes, "started": self.started}

    def start_label(self, field: FormField) -> str:
        """Return the label of a field before the start."""
        return field.label


class MinutesTimer(Struct, frozen=True):
    """A timer of whole minutes. All attributes but the texts name fields of the kind.

    `subject` is set before the start, labelled `question`, and stays as it is; `minutes` is set, too, and then filled
    with the whole minutes that ran, at least 1; `started` is filled with the clock time of the start.
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
        """The fields that are set before the start."""
        return (self.subject, self.minutes)

    @property
    def fields_by_role(self) -> dict[str, str]:
        """The field of each role."""
        return {"what": self.subject, "minutes": self.minutes, "started": self.started}

    def start_label(self, field: FormField) -> str:
        """Return the label of a field before the start."""
        return self.question if field.name == self.subject else field.label


Timer = IntervalTimer | MinutesTimer


def normalize_name(name: str) -> str:
    """Return a name without its letter case and the space around it, so that spellings of the same name are equal."""
    return name.strip().casefold()


class CommonName(Struct, frozen=True):
    """A name that many people use, and a description of it that is searched, too.

    `counted` is the field that says how much was done of it, "" for the usual one.
    """

    name: str
    detail: str
    counted: str = ""


class SuggestionSource(Struct, frozen=True):
    """Where a pillar's suggestions come from: one column of the entries of one kind, and a catalogue of common names.

    `extract_names` returns the names in a stored value, `extract_last_use` what was entered under one of them, as a
    JSON object. `extract_history` returns by normalized name what the latest values say of it together. All get stored
    values, as rebuilding hundreds of records would take too long. The catalogue begins with the best-known names.
    """

    kind: str
    column: str
    extract_names: Callable[[Any], Iterable[str]]
    extract_last_use: Callable[[Any, str], dict[str, Any]]
    extract_history: Callable[[Iterable[Any]], Mapping[str, Any]]
    catalogue: tuple[CommonName, ...]
