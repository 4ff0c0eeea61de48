"""Which snippet comes up after an entry was saved, and why: the same for the same record and day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from habitlog.content.facts import fact_of, is_full_week, sentence_of, week_of
from habitlog.content.rules import FullWeek, Logged, Milestone, Pattern, Rule, speaks_after
from habitlog.content.snippets import Library, Snippet
from habitlog.content.vocabulary import Write, plainly

_STEP = 2**0.5 - 1
_ALONE = 3
"""Every third time a turn comes round, its snippets are asked one by one, whatever they ask for: so one beside a
pattern that always holds has its day as well."""
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

    In between, the snippets whose turn it is on that day are asked first, then those of the other turns (see `Turns`).
    Within a turn the most specific rule comes first (pattern or answer, then kind); among equals the count of the
    turn's days so far picks. So a snippet rests for the cycle of turns while others hold. Dismissed snippets are left
    out. `write` decides how the numbers of a sentence are written, and nothing else.
    """
    found: dict[str, Match] = {}
    for snippets, ranks in _asked(library, occasion):
        if len(found) < limit:
            left = [one for one in snippets if one.id not in dismissed and one.id not in found]
            found |= {match.snippet.id: match for match in _ranked(left, occasion, write, ranks)}
    return list(found.values())[: max(limit, 0)]


def _asked(library: Library, occasion: Occasion) -> Iterator[tuple[Sequence[Snippet], Collection[int]]]:
    """Yield the snippets of the kind in the order in which the day asks them, and which ranks of their rules."""
    all_of_kind = library.after(occasion.pillar, occasion.kind)
    ring = _turned(all_of_kind, occasion.day.toordinal())
    rounds = occasion.day.toordinal() // library.turns.cycle
    yield ring, (0,)
    for turn in library.turns.on(occasion.day):
        mine = _turned([one for one in all_of_kind if library.turns.by_id[one.id] == turn], rounds)
        for group in [mine] if rounds % _ALONE else [[one] for one in mine]:
            yield group, (1, 2)
    yield ring, (_ANY_ENTRY,)


def _turned(ring: Sequence[Snippet], count: int) -> list[Snippet]:
    """Return the snippets of a ring from the place on that belongs to a count of days.

    The place moves on by an irrational share of the ring, so that days are spread evenly and in step with no week.
    """
    start = int(count * _STEP % 1 * len(ring))
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
        case Logged(_, _, _, answer) if answer is None or answer.is_any:
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
