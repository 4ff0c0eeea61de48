"""Which snippet comes up after an entry was saved, and why: the same for the same record and day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from habitlog.content.facts import fact_of, sentence_of
from habitlog.content.rules import Logged, Milestone, Pattern, Rule
from habitlog.content.snippets import Library, Snippet
from habitlog.content.vocabulary import Write, plainly


@dataclass(frozen=True, slots=True)
class Occasion:
    """An entry was saved for `day`; `values` holds the last 28 days up to `day`, by metric id.

    `values` carries the metrics of `Library.metrics_needed(pillar)`; one that is absent counts as not logged.
    """

    day: date
    pillar: str
    kind: str
    first_of_kind: bool
    values: Mapping[str, Sequence[tuple[date, float]]]


@dataclass(frozen=True, slots=True)
class Match:
    """A snippet and the sentence that says why it is shown."""

    snippet: Snippet
    because: str


def choose(
    library: Library, occasion: Occasion, dismissed: Collection[str], limit: int = 1, write: Write = plainly
) -> list[Match]:
    """Return at most `limit` matches, the most specific rule first (pattern, milestone, kind, pillar).

    Among equals the day number picks in turn. Dismissed snippets are left out. `write` decides how the numbers of
    a sentence are written, and nothing else.
    """
    ranks: dict[int, list[Match]] = {}
    for snippet in library.by_occasion.get(occasion.pillar, ()):
        if snippet.id not in dismissed and (best := _best(snippet, occasion, write)):
            ranks.setdefault(best[0], []).append(Match(snippet, best[1]))
    return [match for rank in sorted(ranks) for match in _turned(ranks[rank], occasion.day)][: max(limit, 0)]


def _turned(matches: list[Match], day: date) -> list[Match]:
    start = day.toordinal() % len(matches)
    return matches[start:] + matches[:start]


def _best(snippet: Snippet, occasion: Occasion, write: Write) -> tuple[int, str] | None:
    reasons = (reason for rule in snippet.shows_when if (reason := _reason(rule, occasion, write)))
    return min(reasons, key=lambda reason: reason[0], default=None)


def _reason(rule: Rule, occasion: Occasion, write: Write) -> tuple[int, str] | None:
    """Return rank (0 is the most specific) and sentence when the rule holds."""
    match rule:
        case Pattern() if rule.pillar == occasion.pillar:
            fact = fact_of(rule, occasion.values.get(rule.measure.id, ()), occasion.day)
            return None if fact is None else (0, sentence_of(rule, fact, write))
        case Milestone(pillar, kind, words) if occasion.first_of_kind and (pillar, kind) == _saved(occasion):
            return 1, f"Shown because this is the first {words.partition(' ')[2]} in your log."
        case Logged(pillar, str(kind), words) if (pillar, kind) == _saved(occasion):
            return 2, f"Shown because you logged {words}."
        case Logged(pillar, None, words) if pillar == occasion.pillar:
            return 3, f"Shown because you logged {words}."
    return None


def _saved(occasion: Occasion) -> tuple[str, str]:
    return occasion.pillar, occasion.kind
