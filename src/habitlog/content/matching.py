"""Which snippet comes up after an entry was saved, and why: the same for the same record and day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from habitlog.content.facts import fact_of, is_full_week, sentence_of, week_of
from habitlog.content.rules import FullWeek, Logged, Milestone, Pattern, Rule, speaks_after
from habitlog.content.snippets import Library, Snippet
from habitlog.content.vocabulary import Write, plainly

_GOLDEN = (3 - 5**0.5) / 2
_GROUP = 4
"""The snippets of a kind are asked in groups of so many; the day decides which comes first."""
_ALONE = 3
"""Every third day they are asked one by one, so that one before a pattern that always holds has its turn as well."""
_ANY_ENTRY = 3


@dataclass(frozen=True, slots=True)
class Occasion:
    """An entry was saved for `day`; `values` holds the last 28 days up to `day`, by metric id.

    `values` carries the metrics of `Library.metrics_needed(pillar, kind)`; one that is absent counts as not logged.
    `answers` are the entry's own fields.
    """

    day: date
    pillar: str
    kind: str
    first_of_kind: bool
    values: Mapping[str, Sequence[tuple[date, float]]]
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """A snippet and the sentence that says why it is shown."""

    snippet: Snippet
    because: str


def choose(
    library: Library, occasion: Occasion, dismissed: Collection[str], limit: int = 1, write: Write = plainly
) -> list[Match]:
    """Return at most `limit` matches: milestones first, rules that any entry of the pillar meets last.

    In between, the day's place on the ring of the kind's snippets decides: the group that begins there is asked
    first, then the next one. Within a group the most specific rule comes first (pattern or answer, then kind), among
    equals the nearest to the day's place. So a snippet that was shown lately gives way while others hold.
    Dismissed snippets are left out. `write` decides how the numbers of a sentence are written, and nothing else.
    """
    ring = _turned(library.after(occasion.pillar, occasion.kind), occasion.day)
    size = _GROUP if occasion.day.toordinal() % _ALONE else 1
    groups = [(ring[start : start + size], (1, 2)) for start in range(0, len(ring), size)]
    found: dict[str, Match] = {}
    for snippets, ranks in [(ring, (0,)), *groups, (ring, (_ANY_ENTRY,))]:
        if len(found) < limit:
            left = [one for one in snippets if one.id not in dismissed and one.id not in found]
            found |= {match.snippet.id: match for match in _ranked(left, occasion, write, ranks)}
    return list(found.values())[: max(limit, 0)]


def _turned(ring: Sequence[Snippet], day: date) -> list[Snippet]:
    """Return the snippets from the day's place on the ring onwards.

    The place moves on by a golden section of the ring a day, so that turns are spread evenly and in step with no week.
    """
    start = int(day.toordinal() * _GOLDEN % 1 * len(ring))
    return [*ring[start:], *ring[:start]]


def _ranked(snippets: Sequence[Snippet], occasion: Occasion, write: Write, ranks: Collection[int]) -> list[Match]:
    found: list[tuple[int, Match]] = []
    for snippet in snippets:
        told = [(_rank(rule), rule) for rule in snippet.shows_when]
        for rank, rule in sorted((one for one in told if one[0] in ranks), key=lambda one: one[0]):
            if because := _because(rule, occasion, write):
                found.append((rank, Match(snippet, because)))
                break
    return [match for _, match in sorted(found, key=lambda one: one[0])]


def _rank(rule: Rule) -> int:
    """Return how specific a rule is: 0 for a milestone, `_ANY_ENTRY` for one that any entry of the pillar meets."""
    match rule:
        case Milestone() | FullWeek():
            return 0
        case Logged(_, None):
            return _ANY_ENTRY
        case Logged(_, _, _, None):
            return 2
    return 1


def _because(rule: Rule, occasion: Occasion, write: Write) -> str | None:
    """Return the sentence when the rule holds."""
    if not speaks_after(rule, occasion.pillar, occasion.kind):
        return None
    match rule:
        case Pattern() | FullWeek():
            return _of_values(rule, occasion, write)
        case Milestone(_, _, words) if occasion.first_of_kind:
            return f"Shown because this is the first {words.partition(' ')[2]} in your log."
        case Logged(_, _, words, answer):
            told = words if answer is None else answer.told(occasion.answers)
            return None if told is None else f"Shown because you logged {told}."
    return None


def _of_values(rule: Pattern | FullWeek, occasion: Occasion, write: Write) -> str | None:
    series = occasion.values.get(rule.measure.id, ())
    if isinstance(rule, FullWeek):
        return week_of(rule) if is_full_week(series, occasion.day) else None
    fact = fact_of(rule, series, occasion.day)
    return None if fact is None else sentence_of(rule, fact, write)
