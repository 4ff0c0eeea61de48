"""What a person's own record can help a form with: usual times, the last entry, latest answers, names to suggest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from habitlog.db import ReadTransaction
from habitlog.people.model import Person
from habitlog.pillar import EntryKind, Pillar
from habitlog.usecases import copying, recent, suggestions, usual
from habitlog.usecases.copying import LatestEntry
from habitlog.usecases.suggestions import Suggestion

MAX_NAMES = 200


@dataclass(frozen=True, slots=True)
class FormDefaults:
    """What a form is offered.

    `usual` are clock times in minutes after midnight and `recent` latest answers, both by field; `last` is the entry to
    begin like; `names` are suggested for the field `named`, "" where there is none.
    """

    usual_times: Mapping[str, int]
    latest_entry: LatestEntry | None
    recent_answers: Mapping[str, Sequence[Any]]
    name_field: str
    suggested_names: Sequence[Suggestion]


def load_form_defaults(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind, day: date
) -> FormDefaults:
    """Return the help for a form of a kind and day: a few bounded queries, of what the kind asks for alone."""
    source = (
        pillar.suggestion_source if pillar.suggestion_source and pillar.suggestion_source.kind == kind.key else None
    )
    return FormDefaults(
        usual_times=usual.find_usual_times(transaction, person, pillar, kind, day),
        latest_entry=copying.find_latest_entry(transaction, person, pillar, kind, day),
        recent_answers=recent.list_recent_answers(transaction, person, pillar, kind),
        name_field=source.column if source else "",
        suggested_names=suggestions.suggest_names(transaction, person, pillar, "", MAX_NAMES) if source else (),
    )
