"""Looked at closely: the calendar, the days of the week and the histogram say what the values say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.education.linter import lint_text
from habitlog.pillars import DAILY_METRICS, pillar_of
from habitlog.stats.series import Series
from habitlog.stats.summary import analyse_trend
from habitlog.tracking import Style
from habitlog.usecases.trends.trends import Coverage, MetricTrend
from habitlog.web.charts.calendar import draw_calendar
from habitlog.web.charts.distribution import HistogramBars, draw_histogram
from habitlog.web.presenters.distribution import MetricDetail, present_metric_detail

MONDAY = date(2026, 3, 2)
PLAIN = Style()


def day(place: int) -> date:
    return MONDAY + timedelta(days=place)


def trend_of(metric_id: str, values: Sequence[float | None], skipped: frozenset[date] = frozenset()) -> MetricTrend:
    metric = DAILY_METRICS[metric_id]
    last = day(len(values) - 1)
    series = Series.from_pairs((day(place), value) for place, value in enumerate(values) if value is not None)
    found = analyse_trend(series, MONDAY, last, last + timedelta(days=1), metric.summary)
    return MetricTrend(metric, MONDAY, last, found, Coverage(len(values), len(series), 0, 14), skipped)


def path(svg: str, name: str) -> str:
    found = re.search(rf'<path class="{name}" d="([^"]*)"', svg)
    return found[1] if found else ""


def metric_detail(
    metric_id: str, values: Sequence[float | None], skipped: frozenset[date] = frozenset()
) -> MetricDetail:
    found = present_metric_detail(trend_of(metric_id, values, skipped), PLAIN)
    assert found is not None
    for svg in (found.calendar, found.weekday_chart, found.histogram):
        if svg:
            ET.fromstring(str(svg))
            assert "nan" not in svg
    return found


def test_metric_detail_without_values() -> None:
    assert present_metric_detail(trend_of("sleep.duration", [None] * 7), PLAIN) is None


def test_calendar_day_states() -> None:
    found = metric_detail("training.minutes", [30, 0, None, 60, 0, 45, None], frozenset({day(2)}))
    svg = str(found.calendar)
    assert path(svg, "calendar-fill").count("M") == 3
    assert path(svg, "calendar-lines").count("M") == 1 + 2 + 3
    assert (path(svg, "coverage-frame").count("M"), path(svg, "coverage-slash").count("M")) == (2, 1)
    assert path(svg, "calendar-dot").count("M") == 1
    assert "3 days with a value, 2 with nothing, 1 left out, 1 not known" in svg
    assert found.scale_end_labels == ("less", "more")
    assert "in 3 steps of your own days" in found.calendar_caption
    assert "Nothing on 2 of 5 days." in found.histogram_caption


def test_calendar_shows_last_53_weeks() -> None:
    found = metric_detail("sleep.duration", [400.0 + place % 50 for place in range(800)])
    assert found.is_wide
    assert ">Mo<" in found.weekday_labels
    assert "the last 53 weeks" in found.calendar_caption
    assert len(found.legend_cells) == 5
    assert str(found.calendar).count("not known") == 1
    assert path(str(found.calendar), "calendar-fill").count("M") == 7 * 52 + 800 % 7


def test_calendar_ends_with_last_value() -> None:
    found = metric_detail("sleep.duration", [400.0 + place % 50 for place in range(90)] + [None] * 900)
    assert "53 weeks up to the last value" in found.calendar_caption
    assert path(str(found.calendar), "calendar-fill").count("M") == 90


def test_distribution_of_one_value_is_text() -> None:
    found = metric_detail("sleep.duration", [None, 400.0, None])
    assert found.weekday_chart == ""
    assert found.histogram_caption == "1 night: too few to show their spread."
    assert len(found.legend_cells) == 1


def test_weekday_chart_omits_weekdays_with_few_values() -> None:
    found = metric_detail("sleep.duration", [400.0 if place % 7 < 5 else None for place in range(28)])
    assert str(found.weekday_chart).count("too few") == 2 * 2
    assert path(str(found.weekday_chart), "band")
    assert "Saturday: too few, 0 of 4." in found.weekday_chart


def test_distribution_of_times_around_midnight() -> None:
    found = metric_detail("sleep.midpoint", [1430.0, 5, 10, 1435, 0, 1425, 15] * 4)
    assert "23:50" in found.histogram_caption or "23:5" in found.histogram_caption
    assert "12:00" not in found.histogram
    assert "00:00" in found.histogram


def test_weekday_chart_of_scattered_times_is_absent() -> None:
    found = metric_detail("sleep.midpoint", [0.0, 360, 720, 1080] * 7)
    assert found.weekday_chart == ""
    assert found.histogram_caption == "28 nights, spread all around the clock: they have no middle."


@given(values=st.lists(st.integers(0, 1400), min_size=1, max_size=60), metric=st.sampled_from(sorted(DAILY_METRICS)))
def test_histogram_counts_every_value(values: list[int], metric: str) -> None:
    found = DAILY_METRICS[metric]
    span = found.value_range or (0, 1400)
    inside = [min(max(float(value), span[0]), span[1]) for value in values]
    bars = HistogramBars.from_values(found, inside)
    assert sum(bars.counts) == len(values)
    assert len(bars.counts) <= 20
    ET.fromstring(str(draw_histogram(found, pillar_of(DAILY_METRICS[metric]), inside, PLAIN)))


@pytest.mark.parametrize("style", [PLAIN, Style("lb", "12", "comma")])
def test_histogram_of_scale_has_bar_per_step(style: Style) -> None:
    metric = DAILY_METRICS["stress.level"]
    pillar = pillar_of(metric)
    assert HistogramBars.from_values(metric, [2.0, 3, 3, 6]).counts == (1, 2, 0, 0, 1)
    assert ">2<" in draw_histogram(metric, pillar, [2.0, 3, 3, 6], style)


def test_calendar_legend_explains_empty_cells() -> None:
    assert metric_detail("sleep.duration", [400.0 + place for place in range(14)]).empty_cells_caption == ""
    mixed = metric_detail("training.minutes", [30, 0, None, 60, None], frozenset({day(2)}))
    assert mixed.empty_cells_caption == "Empty frame: nothing that day. Slash: left out. Dot: not known."
    assert metric_detail("sleep.duration", [400.0, None, 410]).empty_cells_caption == "Dot: not known."


def test_calendar_of_zeros_has_no_quintiles() -> None:
    found = metric_detail("training.minutes", [0.0] * 28)
    assert found.legend_cells == ()
    assert found.calendar_caption == ""
    assert path(str(found.calendar), "coverage-frame").count("M") == 28


def test_calendar_quintiles_use_shown_weeks() -> None:
    found = metric_detail("sleep.duration", [900.0] * 399 + [400.0 + place for place in range(371)])
    threads = re.findall(r"h10", path(str(found.calendar), "calendar-lines"))
    assert len(threads) == pytest.approx(371 * 3, abs=3)


@pytest.mark.parametrize(
    ("first", "month"), [(date(2026, 3, 2), "Mar"), (date(2026, 2, 23), "Mar"), (date(2026, 2, 2), "Feb")]
)
def test_calendar_first_month_label(first: date, month: str) -> None:
    metric = DAILY_METRICS["sleep.duration"]
    pillar = pillar_of(metric)
    svg = str(draw_calendar(metric, pillar, first, first + timedelta(days=34), {}))
    assert re.findall(r'y="13">(\w+)<', svg)[0] == month


@for_each_case("metric", DAILY_METRICS)
@for_each_case("course", [[5.0], [3.0] * 60, [float(place % 5) for place in range(500)], [0.0, 0.0, 5.0] * 9])
def test_metric_detail_texts_pass_linter(metric: str, course: list[float | None]) -> None:
    found = metric_detail(metric, course, frozenset({day(2)}))
    said = [*found.scale_end_labels, found.calendar_caption, found.empty_cells_caption, found.histogram_caption]
    assert [finding for text in said for finding in lint_text(text)] == []
