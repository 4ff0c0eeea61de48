"""The plain words for pillars, kinds and metrics, which each pillar's snippet file brings along."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from habitlog.education.chapters import TOPICS

NumberFormatter = Callable[[float, str], tuple[str, str]]
"""How a number kept in a unit is written for a reader: its digits, and the unit it is then in."""


def format_plain_number(number: float, unit: str) -> tuple[str, str]:
    """Write a number as programs get it: with a point, in the unit it is kept in."""
    return f"{number:.1f}".removesuffix(".0"), unit


@dataclass(frozen=True, slots=True)
class MetricWords:
    """How a daily metric is spoken of: `name` is a plural, `each` is "days" or "nights".

    `unit` is "min" and "clock" (minutes, spoken as hours and minutes; "clock" lies on the 24-hour circle),
    or words that follow the number, such as "kg" or "of 10"; none where the name says what is counted.
    """

    id: str
    name: str
    unit: str
    each: str = "days"
    kinds: Collection[str] = ()
    """The kinds of entries it is computed from; every kind of the pillar where none is named."""

    @property
    def pillar(self) -> str:
        """The pillar key in front of the dot."""
        return self.id.partition(".")[0]

    @property
    def is_clock(self) -> bool:
        """Whether values lie on the 24-hour circle."""
        return self.unit == "clock"

    def is_computed_from(self, kind: str) -> bool:
        """Whether an entry of that kind says something about it."""
        return not self.kinds or kind in self.kinds

    def format_value(self, number: float, format_number: NumberFormatter) -> str:
        """Return the number with its unit in plain words: "1 h 50 min", "12.5 of 18", "84 %"."""
        if self.unit in {"min", "clock"}:
            return _format_duration(number)
        return " ".join(format_number(number, self.unit)).rstrip()

    def describe_range(self, low: float, high: float, format_number: NumberFormatter) -> str:
        """Return what values between these two did: "ranged from 2 to 8 of 10", "were all 5 h" where written alike."""
        first, last = self.format_value(low, format_number), self.format_value(high, format_number)
        if first == last:
            return f"were all {last}"
        return f"ranged from {first if self.unit == 'min' else format_number(low, self.unit)[0]} to {last}"


@dataclass(frozen=True, slots=True)
class EducationVocabulary:
    """The words of all pillars: by key, by (pillar, kind) with their article, and measures by id."""

    pillar_nouns: Mapping[str, str] = field(default_factory=dict)
    kind_phrases: Mapping[tuple[str, str], str] = field(default_factory=dict)
    metrics: Mapping[str, MetricWords] = field(default_factory=dict)
    answer_phrases: Mapping[tuple[str, str], str | Mapping[str, str]] = field(default_factory=dict)
    """Words for an entry with one answer, by (pillar, "kind.field"): one text for a number, one for each choice."""
    topics: frozenset[str] = TOPICS
    """The topics of snippets; a pillar can bring its own."""

    def with_pillar(self, table: Mapping[str, Any]) -> EducationVocabulary:
        """Return the vocabulary with one `[pillar]` table added; KeyError or TypeError when it is torn."""
        key = str(table["key"])
        kinds = {(key, kind): str(words) for kind, words in table["kinds"].items()}
        measures = {name: MetricWords(name, **words) for name, words in table["metrics"].items()}
        answers = {(key, name): words for name, words in table.get("answers", {}).items()}
        return EducationVocabulary(
            {**self.pillar_nouns, key: str(table["noun"])},
            {**self.kind_phrases, **kinds},
            {**self.metrics, **measures},
            {**self.answer_phrases, **answers},
            self.topics.union(table.get("topics", ())),
        )


def _format_duration(minutes: float) -> str:
    hours, rest = divmod(round(minutes), 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours)
    return " ".join(parts)
