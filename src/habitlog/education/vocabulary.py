"""The words for pillars, kinds of entries and metrics, which the snippet file of each pillar declares."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct, field

from habitlog.education.chapters import TOPICS


class MetricWords(Struct, frozen=True):
    """The words for a daily metric: `name` is a plural, `each` is "days" or "nights".

    `unit` is "min" or "clock" (minutes, written as hours and minutes; "clock" lies on the 24-hour circle), or words
    that follow the number, such as "kg" or "of 10"; empty where the name says what is counted.
    """

    id: str
    name: str
    unit: str
    each: str = "days"
    kinds: Collection[str] = ()
    """The kinds of entries it is computed from; empty for every kind of the pillar."""

    @property
    def pillar(self) -> str:
        """The pillar key in front of the dot."""
        return self.id.partition(".")[0]

    @property
    def is_clock(self) -> bool:
        """Whether values lie on the 24-hour circle."""
        return self.unit == "clock"

    def is_computed_from(self, kind: str) -> bool:
        """Whether an entry of that kind is used for this metric."""
        return not self.kinds or kind in self.kinds


class KindWords(Struct, frozen=True):
    """The words for a kind of entry: `noun` without an article ("night"), `phrase` with one where it takes one."""

    noun: str
    phrase: str


class EducationVocabulary(Struct, frozen=True):
    """The words of all pillars: nouns by pillar key, kinds by (pillar, kind), metrics by id."""

    pillar_nouns: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[tuple[str, str], KindWords] = field(default_factory=dict)
    metrics: Mapping[str, MetricWords] = field(default_factory=dict)
    answer_phrases: Mapping[tuple[str, str], str | Mapping[str, str]] = field(default_factory=dict)
    """Words for an entry with one answer, by (pillar, "kind.field"): one text for a number, one for each choice."""
    topics: frozenset[str] = TOPICS
    """The topics of snippets; a pillar can add its own."""

    def with_pillar(self, table: Mapping[str, Any]) -> EducationVocabulary:
        """Return the vocabulary with one `[pillar]` table added; raises KeyError or TypeError for an incomplete one."""
        key = str(table["key"])
        kinds = {(key, kind): KindWords(**words) for kind, words in table["kinds"].items()}
        metrics = {name: MetricWords(name, **words) for name, words in table["metrics"].items()}
        answers = {(key, name): words for name, words in table.get("answers", {}).items()}
        return EducationVocabulary(
            {**self.pillar_nouns, key: str(table["noun"])},
            {**self.kinds, **kinds},
            {**self.metrics, **metrics},
            {**self.answer_phrases, **answers},
            self.topics.union(table.get("topics", ())),
        )
