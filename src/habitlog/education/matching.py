"""Which snippet comes up after an entry was saved, and why: the same for the same record and day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from habitlog.education.conditions import evaluate_pattern, explain_full_week, explain_pattern, is_first_full_week
from habitlog.education.library import Snippet, SnippetLibrary
from habitlog.education.rules import (
    FullWeekRule,
    LoggedRule,
    MilestoneRule,
    PatternRule,
    SnippetRule,
    is_relevant_after,
)
from habitlog.education.vocabulary import NumberFormatter, format_plain_number

_GOLDEN_STEP = 2**0.5 - 1
_SINGLE_EVERY = 3
"""Every third time a turn comes round, its snippets are asked one by one, whatever they ask for: so one beside a
pattern that always holds has its day as well."""
_ANY_ENTRY_RANK = 3


@dataclass(frozen=True, slots=True)
class SnippetContext:
    """An entry was saved for `day`; `values` holds the last 28 days up to `day`, by metric id.

    `values` carries the metrics of `Library.metrics_needed(pillar, kind)`; one that is absent counts as not logged.
    `answers` are the entry's own fields.
    """

    day: date
    pillar: str
    kind: str
    is_first_of_kind: bool
    metric_values: Mapping[str, Sequence[tuple[date, float]]]
    entry_fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SnippetMatch:
    """A snippet and the sentence that says why it is shown."""

    snippet: Snippet
    because: str


def choose_snippets(
    library: SnippetLibrary,
    context: SnippetContext,
    dismissed: Collection[str],
    limit: int = 1,
    format_number: NumberFormatter = format_plain_number,
) -> list[SnippetMatch]:
    """Return at most `limit` matches: milestones first, rules that any entry of the pillar meets last.

    In between, the snippets whose turn it is on that day are asked first, then those of the other turns (see `Turns`).
    Within a turn the most specific rule comes first (pattern or answer, then kind); among equals the count of the
    turn's days so far picks. So a snippet rests for the cycle of turns while others hold. Dismissed snippets are left
    out. `write` decides how the numbers of a sentence are written, and nothing else.
    """
    found: dict[str, SnippetMatch] = {}
    for snippets, ranks in _candidate_groups(library, context):
        if len(found) < limit:
            left = [one for one in snippets if one.id not in dismissed and one.id not in found]
            found |= {match.snippet.id: match for match in _rank_matches(left, context, format_number, ranks)}
    return list(found.values())[: max(limit, 0)]


def _candidate_groups(
    library: SnippetLibrary, context: SnippetContext
) -> Iterator[tuple[Sequence[Snippet], Collection[int]]]:
    """Yield the snippets of the kind in the order in which the day asks them, and which ranks of their rules."""
    all_of_kind = library.snippets_after_entry(context.pillar, context.kind)
    ring = _rotate_from_day(all_of_kind, context.day.toordinal())
    rounds = context.day.toordinal() // library.rotation.cycle_days
    yield ring, (0,)
    for turn in library.rotation.list_cycle_days(context.day):
        mine = _rotate_from_day(
            [one for one in all_of_kind if library.rotation.cycle_day_by_snippet[one.id] == turn], rounds
        )
        for group in [mine] if rounds % _SINGLE_EVERY else [[one] for one in mine]:
            yield group, (1, 2)
    yield ring, (_ANY_ENTRY_RANK,)


def _rotate_from_day(snippets: Sequence[Snippet], count: int) -> list[Snippet]:
    """Return the snippets of a ring from the place on that belongs to a count of days.

    The place moves on by an irrational share of the ring, so that days are spread evenly and in step with no week.
    """
    start = int(count * _GOLDEN_STEP % 1 * len(snippets))
    return [*snippets[start:], *snippets[:start]]


def _rank_matches(
    snippets: Sequence[Snippet], context: SnippetContext, format_number: NumberFormatter, ranks: Collection[int]
) -> list[SnippetMatch]:
    found: list[tuple[int, SnippetMatch]] = []
    for snippet in snippets:
        told = [(_rule_rank(rule), rule) for rule in snippet.shows_when]
        for rank, rule in sorted((one for one in told if one[0] in ranks), key=lambda one: one[0]):
            if because := _explain_rule(rule, context, format_number):
                found.append((rank, SnippetMatch(snippet, because)))
                break
    return [match for _, match in sorted(found, key=lambda one: one[0])]


def _rule_rank(rule: SnippetRule) -> int:
    """Return how specific a rule is: 0 for a milestone, `_ANY_ENTRY` for one that any entry of the pillar meets."""
    match rule:
        case MilestoneRule() | FullWeekRule():
            return 0
        case LoggedRule(_, None):
            return _ANY_ENTRY_RANK
        case LoggedRule(_, _, _, answer) if answer is None or answer.accepts_any_value:
            return 2
    return 1


def _explain_rule(rule: SnippetRule, context: SnippetContext, format_number: NumberFormatter) -> str | None:
    """Return the sentence when the rule holds."""
    if not is_relevant_after(rule, context.pillar, context.kind):
        return None
    match rule:
        case PatternRule() | FullWeekRule():
            return _explain_metric_rule(rule, context, format_number)
        case MilestoneRule(_, _, words) if context.is_first_of_kind:
            return f"Shown because this is the first {words.partition(' ')[2]} in your log."
        case LoggedRule(_, _, words, answer):
            told = words if answer is None else answer.describe_answer(context.entry_fields)
            return None if told is None else f"Shown because you logged {told}."
    return None


def _explain_metric_rule(
    rule: PatternRule | FullWeekRule, context: SnippetContext, format_number: NumberFormatter
) -> str | None:
    series = context.metric_values.get(rule.metric.id, ())
    if isinstance(rule, FullWeekRule):
        return explain_full_week(rule) if is_first_full_week(series, context.day) else None
    fact = evaluate_pattern(rule, series, context.day)
    return None if fact is None else explain_pattern(rule, fact, format_number)
