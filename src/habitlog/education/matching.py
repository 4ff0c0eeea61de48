"""Which snippet is shown after an entry was saved, and by which rule: the same for the same record and day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from msgspec import Struct, field

from habitlog.education.conditions import ConditionResult, evaluate_pattern, is_first_full_week
from habitlog.education.library import Snippet, SnippetLibrary
from habitlog.education.rules import (
    AnswerCondition,
    FullWeekRule,
    LoggedRule,
    MilestoneRule,
    PatternRule,
    SnippetRule,
    is_relevant_after,
)
from habitlog.education.tact import TactContext

_GOLDEN_STEP = 2**0.5 - 1
_SINGLE_EVERY = 3
"""In every third cycle the snippets of a slot are tried one by one, whatever the ranks of their rules: otherwise a
pattern that always holds would keep the others of its slot from being shown."""
_ANSWER_RANK, _PATTERN_RANK, _KIND_RANK, _ANY_ENTRY_RANK = 1, 2, 3, 4


class SnippetContext(Struct, frozen=True):
    """An entry was saved for `day`; `metric_values` holds the last 28 days up to `day`, by metric id.

    It has the metrics of `SnippetLibrary.list_needed_metrics(pillar, kind)`; one that is absent counts as not logged.
    `entry_fields` are the entry's own fields, `day_entries` those of all entries of the day, of any pillar, this one
    among them. `is_first_of_pillar`, `sessions` and `tags` are described in `TactContext`.
    """

    day: date
    pillar: str
    kind: str
    is_first_of_kind: bool
    metric_values: Mapping[str, Sequence[tuple[date, float]]]
    entry_fields: Mapping[str, Any] = field(default_factory=dict)
    day_entries: Sequence[Mapping[str, Any]] = ()
    is_first_of_pillar: bool = True
    sessions: Sequence[tuple[date, Mapping[str, Any]]] = ()
    tags: Sequence[tuple[date, str]] = ()

    def to_tact_context(self, pillars: Collection[str]) -> TactContext:
        """Return what the rules of tact read; the entry itself is one of the day's."""
        entries = self.day_entries or [{"kind": self.kind, **self.entry_fields}]
        return TactContext(
            self.day,
            self.pillar,
            tuple(pillars),
            self.is_first_of_pillar,
            entries,
            self.metric_values,
            self.sessions,
            self.tags,
        )


class SnippetMatch(Struct, frozen=True):
    """A snippet and the rule that shows it, with the numbers of a `PatternRule` or the answer a `LoggedRule` met."""

    snippet: Snippet
    rule: SnippetRule
    result: ConditionResult | None = None
    answer: str | int | None = None


def choose_snippets(
    library: SnippetLibrary, context: SnippetContext, dismissed: Collection[str], limit: int = 1
) -> list[SnippetMatch]:
    """Return at most `limit` matches: milestones first, rules that any entry of the pillar meets last.

    In between, the snippets of the day's own slot of the rotation come first, then those of the other slots (see
    `SnippetRotation`). Within a slot the most specific rule comes first (answer, then pattern, then kind); equals take
    turns by the number of times the slot's day has come. So a snippet that was shown is not shown again for a cycle
    while others match. Dismissed snippets are left out, and so is what the rules of tact withhold; what they prefer
    comes after milestones and before all others.
    """
    chosen: dict[str, SnippetMatch] = {}
    tact_context = context.to_tact_context(library.pillars)
    tact = library.tact.decide(tact_context)
    for snippets, ranks in _candidate_groups(library, context, tact.preferred):
        if len(chosen) < limit:
            left = [
                snippet
                for snippet in snippets
                if snippet.id not in dismissed
                and snippet.id not in chosen
                and tact.withheld.isdisjoint(snippet.touches)
            ]
            chosen |= {match.snippet.id: match for match in _rank_matches(left, context, ranks, tact_context.answers)}
    return list(chosen.values())[: max(limit, 0)]


def _candidate_groups(
    library: SnippetLibrary, context: SnippetContext, preferred: Collection[str]
) -> Iterator[tuple[Sequence[Snippet], Collection[int]]]:
    """Yield groups of snippets of the kind in the order of the day, each with the ranks of rules to try."""
    all_of_kind = library.snippets_after_entry(context.pillar, context.kind)
    rotated = _rotate_from_day(all_of_kind, context.day.toordinal())
    cycle = context.day.toordinal() // library.rotation.cycle_days
    yield rotated, (0,)
    for snippet in rotated:
        if not snippet.touches.isdisjoint(preferred):
            yield [snippet], range(_ANY_ENTRY_RANK + 1)
    for slot in library.rotation.list_cycle_days(context.day):
        of_slot = [snippet for snippet in all_of_kind if library.rotation.cycle_day_by_snippet[snippet.id] == slot]
        in_order = _rotate_from_day(of_slot, cycle)
        for group in [in_order] if cycle % _SINGLE_EVERY else [[snippet] for snippet in in_order]:
            yield group, (_ANSWER_RANK, _PATTERN_RANK, _KIND_RANK)
    yield rotated, (_ANY_ENTRY_RANK,)


def _rotate_from_day(snippets: Sequence[Snippet], count: int) -> list[Snippet]:
    """Return the snippets in a cyclic order whose start depends on a count of days or cycles.

    The start moves by an irrational share of the length, so that starts are spread evenly and follow no weekly rhythm.
    """
    start = int(count * _GOLDEN_STEP % 1 * len(snippets))
    return [*snippets[start:], *snippets[:start]]


def _rank_matches(
    snippets: Sequence[Snippet], context: SnippetContext, ranks: Collection[int], day_answers: Collection[str]
) -> list[SnippetMatch]:
    """Return the match by the most specific rule of each snippet, the most specific match first."""
    matches: list[tuple[int, SnippetMatch]] = []
    for snippet in snippets:
        rules = [(rank, rule) for rule in snippet.shows_when if (rank := _rule_rank(rule)) in ranks]
        for rank, rule in sorted(rules, key=itemgetter(0)):
            if rule.allows_context(day_answers) and (match := _apply_rule(snippet, rule, context)):
                matches.append((rank, match))
                break
    return [match for _, match in sorted(matches, key=itemgetter(0))]


def _rule_rank(rule: SnippetRule) -> int:
    """Return the rank of a rule: 0 for a milestone, `_ANY_ENTRY_RANK` for one that any entry of the pillar meets."""
    match rule:
        case MilestoneRule() | FullWeekRule():
            return 0
        case LoggedRule(_, None):
            return _ANY_ENTRY_RANK
        case LoggedRule(_, _, _, answer) if answer is None or answer.accepts_any_value:
            return _KIND_RANK
        case LoggedRule():
            return _ANSWER_RANK
    return _PATTERN_RANK


def _apply_rule(snippet: Snippet, rule: SnippetRule, context: SnippetContext) -> SnippetMatch | None:
    """Return the match when the rule holds."""
    if not is_relevant_after(rule, context.pillar, context.kind):
        return None
    match rule:
        case PatternRule():
            result = evaluate_pattern(rule, context.metric_values.get(rule.metric.id, ()), context.day)
            return None if result is None else SnippetMatch(snippet, rule, result=result)
        case FullWeekRule():
            holds = is_first_full_week(context.metric_values.get(rule.metric.id, ()), context.day)
        case MilestoneRule():
            holds = context.is_first_of_kind
        case LoggedRule(_, _, _, AnswerCondition() as condition):
            answer = condition.find_answer(context.entry_fields)
            return None if answer is None else SnippetMatch(snippet, rule, answer=answer)
        case LoggedRule():
            holds = True
        case _:
            holds = False
    return SnippetMatch(snippet, rule) if holds else None
