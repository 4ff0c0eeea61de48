"""What a person's own record can help a form with: usual times, the last entry, latest answers, names to suggest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from habitlog.db import Reading
from habitlog.people.model import Person
from habitlog.pillar import Kind, Pillar
from habitlog.usecases import copying, recent, suggestions, usual
from habitlog.usecases.copying import Last
from habitlog.usecases.suggestions import Suggestion

MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Help:
    """What a form is offered.

    `usual` are clock times in minutes after midnight and `recent` latest answers, both by field; `last` is the entry to
    begin like; `names` are suggested for the field `named`, "" where there is none.
    """

    usual: Mapping[str, int]
    last: Last | None
    recent: Mapping[str, Sequence[Any]]
    named: str
    names: Sequence[Suggestion]


def of(unit: Reading, person: Person, pillar: Pillar, kind: Kind, day: date) -> Help:
    """Return the help for a form of a kind and day: a few bounded queries, of what the kind asks for alone."""
    source = pillar.suggests if pillar.suggests and pillar.suggests.kind == kind.key else None
    return Help(
        usual=usual.usual_times(unit, person, pillar, kind, day),
        last=copying.last(unit, person, pillar, kind, day),
        recent=recent.answers(unit, person, pillar, kind),
        named=source.column if source else "",
        names=suggestions.suggest(unit, person, pillar, "", MOST_NAMES) if source else (),
    )
