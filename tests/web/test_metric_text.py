"""Names and counts of metrics, as they stand in sentences."""

from __future__ import annotations

from gettext import NullTranslations

import pytest

from habitlog.pillars import METRICS
from habitlog.translation import use_translations
from habitlog.web.metric_text import (
    format_known_days,
    format_known_weeks,
    format_metric_name,
    format_metric_name_inside,
    smaller_and_greater,
)


def test_metric_name_has_its_key() -> None:
    metric = METRICS["training.e1rm"]
    assert format_metric_name(metric, "Bench press") == f"{metric.name}, Bench press"
    assert format_metric_name(metric) == metric.name


def test_metric_name_inside_sentence_begins_small() -> None:
    assert format_metric_name_inside(METRICS["sleep.duration"]) == "time asleep"


def test_known_days_take_singular_of_one_day() -> None:
    assert format_known_days("night", 71, 84) == "71 of 84 nights"
    assert format_known_days("day", 0, 1) == "0 of 1 day"
    assert format_known_weeks(1, 1) == "1 of 1 week"


@pytest.mark.parametrize(
    ("metric_id", "words"),
    [
        ("sleep.midpoint", ("earlier", "later")),
        ("sleep.duration", ("shorter", "longer")),
        ("training.minutes", ("less", "more")),
        ("stress.level", ("lower", "higher")),
    ],
)
def test_direction_words_follow_unit_and_summary(metric_id: str, words: tuple[str, str]) -> None:
    assert smaller_and_greater(METRICS[metric_id]) == words


class _Marked(NullTranslations):
    def gettext(self, message: str) -> str:
        return f"[{message}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"[{msgid1 if n == 1 else msgid2}]"


def test_metric_text_comes_from_catalogue() -> None:
    with use_translations(_Marked()):
        assert format_known_days("night", 1, 2) == "[1 of 2 nights]"
        assert format_metric_name(METRICS["sleep.duration"]) == "[Time asleep]"
