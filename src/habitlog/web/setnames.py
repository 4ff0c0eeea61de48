"""The exercises that a table of sets suggests: recent ones as buttons, and what was done last time of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from habitlog.pillar import Style
from habitlog.pillar.names import alike
from habitlog.usecases.suggestions import Suggestion
from habitlog.web.setrows import FIGURES, in_words, shown
from habitlog.web.words import brief_day

MOST_BUTTONS = 8


@dataclass(frozen=True, slots=True)
class Name:
    """An exercise; for an own one what was done last in words, and its sets as JSON, written as in the table."""

    name: str
    own: bool
    last: str = ""
    sets: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Every exercise that is suggested, own ones first, most recent first.

    `told` is whether what was done last time stands above a block; a form that began like it says so in its figures.
    """

    known: tuple[Name, ...] = ()
    told: bool = True

    def recent(self, there: Iterable[str]) -> Sequence[Name]:
        """Return the own exercises that are not in the table yet, up to 8."""
        taken = {alike(name) for name in there}
        return [one for one in self.known if one.own and alike(one.name) not in taken][:MOST_BUTTONS]

    def last(self, name: str) -> str:
        """Return what was done last time of an exercise, in words, where it is told."""
        if not self.told:
            return ""
        return next((one.last for one in self.known if one.own and alike(one.name) == alike(name)), "")


NO_NAMES = Names()


def names(found: Iterable[Suggestion], until: date, today: date, style: Style) -> Names:
    """Return suggestions for a table; what was done after the day `until` is no last time."""
    return Names(tuple(_name(one, until, today, style) for one in found))


def _name(one: Suggestion, until: date, today: date, style: Style) -> Name:
    day = date.fromisoformat(one.last["day"]) if one.last else None
    if one.last is None or day is None or day > until:
        return Name(one.name, one.own)
    sets = one.last["sets"]
    words = ": ".join(filter(None, (f"Last time, {brief_day(day, today)}", in_words(sets, style))))
    kept = [
        {column: row[column] for column in ("set_type", *FIGURES) if row[column]}
        for row in (shown(one, style) for one in sets)
    ]
    return Name(one.name, one.own, words, json.dumps(kept, separators=(",", ":")))
