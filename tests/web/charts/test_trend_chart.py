"""Charts: gaps stay gaps, midnight is no wall, axes hold the data, and ten years stay small."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.cases import for_each_case

from habitlog.pillars import DAILY_METRICS, PILLARS, pillar_of
from habitlog.tracking import Style
from habitlog.web.charts.axes import (
    build_axis,
    choose_date_ticks,
    find_clock_cut,
    format_axis_unit,
    format_tick_label,
    unwrap_clock_time,
)
from habitlog.web.charts.paths import split_unbroken_runs
from habitlog.web.charts.sparkline import draw_sparkline
from habitlog.web.charts.trend_chart import TrendValues, build_trend_chart, render_trend_chart

FIRST = date(2025, 12, 15)
DURATION = DAILY_METRICS["sleep.duration"]
SLEEP = pillar_of(DURATION)
DAY = timedelta(days=1)
PLAIN = Style()


def draw(*arguments: Any, style: Style) -> str:
    chart = build_trend_chart(*arguments, style=style)
    return str(render_trend_chart(chart)) if chart else ""


def draw_trend_chart(
    values: Sequence[float | None],
    metric_id: str = "sleep.duration",
    strip: dict[date, str] | None = None,
    style: Style = PLAIN,
) -> str:
    """Draw a window with one value or None a day; the 7-day mean stands in as the values themselves."""
    metric = DAILY_METRICS[metric_id]
    pillar = pillar_of(metric)
    days = [FIRST + place * DAY for place in range(len(values))]
    rolling = list(zip(days, values, strict=True))
    points = [(day, value) for day, value in rolling if value is not None]
    band = [(day, None if v is None else v - 5, None if v is None else v + 5) for day, v in rolling]
    known = strip if strip is not None else {day: "logged" for day, _ in points}
    return draw(metric, pillar, days[0], days[-1], TrendValues(points, rolling, band), known, style=style)


def path(svg: str, name: str) -> str:
    found = re.search(rf'<path class="{name}"[^>]* d="([^"]*)"', svg)
    return found[1] if found else ""


def test_chart_mean_line_breaks_at_gap() -> None:
    svg = draw_trend_chart([400.0] * 5 + [None] + [430.0] * 5)
    assert path(svg, "mean").count("M") == 2
    assert path(svg, "band").count("z") == 2


def test_chart_missing_day_is_gap() -> None:
    assert len(split_unbroken_runs([(0.5, 1.0), (1.5, 1.0), (3.5, 1.0)], 1)) == 2


def test_chart_single_mean_between_gaps_is_dot() -> None:
    assert path(draw_trend_chart([400.0, None, 430.0, None, 410.0]), "mean").count("h0") == 3


def test_coverage_strip_distinguishes_states() -> None:
    states = {FIRST: "logged", FIRST + DAY: "none", FIRST + 2 * DAY: "skipped"}
    svg = draw_trend_chart([400.0, 400.0, 400.0, 400.0], strip=states)
    assert [path(svg, f"coverage-{kind}").count("M") for kind in ("block", "frame", "slash", "dot")] == [1, 1, 1, 1]


def test_coverage_strip_of_weekly_metric_is_by_week() -> None:
    pillar, metric = next((p, m) for p in PILLARS.values() for m in p.weekly_metrics if m.id == "training.week_load")
    thursday, monday = date(2026, 1, 1), date(2026, 1, 5)
    weeks = [(monday + 7 * place * DAY, 900.0 + place) for place in (0, 2)]
    middles = [(day + 3 * DAY, value) for day, value in weeks]
    known = {day: "logged" for day, _ in weeks}
    svg = draw(metric, pillar, thursday, monday + 20 * DAY, TrendValues(weeks, middles), known, style=PLAIN)
    blocks = [float(start) for start in re.findall(r"M([\d.]+) ", path(svg, "coverage-block"))]
    assert blocks == [4.1, 18.1]
    assert path(svg, "coverage-block").count("h6.8") == 2
    assert re.findall(r"M([\d.]+) ", path(svg, "coverage-dot")) == ["2", "14.5"]


def test_chart_axis_crosses_midnight() -> None:
    svg = draw_trend_chart([1430.0, 5.0, 1435.0, 10.0], "sleep.midpoint")
    low, high = re.findall(r"between (\d\d:\d\d) to (\d\d:\d\d)", svg)[0]
    assert low.startswith("23:")
    assert high.startswith("00:")


def test_chart_12_hour_axis_labels() -> None:
    svg = draw_trend_chart([1390.0, 1410.0, 1430.0, 5.0], "sleep.midpoint", style=Style(clock="12"))
    assert re.search(r'<text class="value"[^>]*>11 pm</text>', svg)
    assert re.search(r'<text class="value"[^>]*>11:30<tspan x="-20" dy="14">pm</tspan></text>', svg)
    assert re.search(r'<text class="value"[^>]*>12 am</text>', svg)
    assert not re.search(r">(23|00):\d\d<", svg)


def test_chart_weight_axis_is_round_in_shown_unit() -> None:
    values = [900.0, 1800.0, 3000.0, 4400.0]
    kilograms, pounds = (draw_trend_chart(values, "training.volume_load", style=Style(unit)) for unit in ("kg", "lb"))
    ticks = [re.findall(r'class="value[^"]*"[^>]*>([^<]+)<', svg) for svg in (kilograms, pounds)]
    assert ticks[0] == ["0", "1\u202f000", "2\u202f000", "3\u202f000", "4\u202f000", "5\u202f000"]
    assert ticks[1] == ["0", "2\u202f000", "4\u202f000", "6\u202f000", "8\u202f000", "10\u202f000"]
    assert "between 0 to 10\u202f000 lb." in pounds
    points = [path(svg, "points points-upright") for svg in (kilograms, pounds)]
    assert all(svg.count("M") == 4 for svg in points)
    # 4400 kg are 9700 lb: 88 % up the one axis, 97 % up the other.
    assert points[0] != points[1]


def test_chart_without_values_is_empty() -> None:
    assert draw_trend_chart([None, None]) == ""


@for_each_case("metric_id", DAILY_METRICS)
def test_chart_of_every_metric_is_well_formed(metric_id: str) -> None:
    low, high = DAILY_METRICS[metric_id].value_range or (100, 200)
    svg = draw_trend_chart([low + (high - low) * (place % 5) / 4 for place in range(30)], metric_id)
    ET.fromstring(svg)
    assert "style=" not in svg
    assert 'role="img"' in svg


def test_chart_names_are_escaped() -> None:
    hostile = replace(DURATION, name="<b>&")
    svg = draw(hostile, SLEEP, FIRST, FIRST, TrendValues([(FIRST, 400.0)]), {}, style=PLAIN)
    assert "<b>" not in svg


def test_chart_of_ten_years_is_by_month() -> None:
    svg = draw_trend_chart([400.0 + place % 60 for place in range(3653)])
    assert svg.count("<path") < 15
    assert path(svg, "points points-dash").count("M") == 121
    assert len(svg) < 60_000


def test_chart_of_year_is_by_day() -> None:
    assert path(draw_trend_chart([400.0 + place % 60 for place in range(365)]), "points points-dash").count("M") == 365


@given(st.sampled_from(sorted(DAILY_METRICS)), st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_chart_axis_contains_every_value(metric_id: str, shares: list[float]) -> None:
    metric = DAILY_METRICS[metric_id]
    low, high = metric.value_range or (0, 1440 if metric.unit == "clock" else 100_000)
    values = [low + (high - low) * share for share in shares]
    found = build_axis(metric, values)
    assert found.low <= min(values) + 1e-6
    assert found.high >= max(values) - 1e-6
    assert found.low < found.high
    assert len(found.ticks) <= 12
    assert all(found.low <= tick <= found.high + 1e-9 for tick in found.ticks)
    same_label_twice = metric.unit == "clock"  # midnight, at both ends of a whole day
    assert len({format_tick_label(metric, tick, PLAIN) for tick in found.ticks}) >= len(found.ticks) - same_label_twice


def test_axis_of_bare_numbers_names_its_unit() -> None:
    named = ("training.volume_load", "training.minutes", "sleep.duration", "sleep.midpoint", "stress.level")
    units = {name: format_axis_unit(DAILY_METRICS[name], PLAIN) for name in named if name in DAILY_METRICS}
    assert units["training.volume_load"] == "kg"
    assert (units["sleep.duration"], units["sleep.midpoint"]) == ("", "")


@given(st.lists(st.floats(0, 1439.99), min_size=1, max_size=30))
def test_unwrapped_times_are_same_times(times: list[float]) -> None:
    at = find_clock_cut(times)
    straightened = [unwrap_clock_time(time, at) for time in times]
    for before, after in zip(times, straightened, strict=True):
        off = (after - before) % 1440
        assert min(off, 1440 - off) == pytest.approx(0, abs=1e-6)
    assert max(straightened) - min(straightened) < 1440


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 36_500))
def test_chart_date_labels_lie_in_window(first: date, days: int) -> None:
    last = min(first + timedelta(days=days), date(2099, 12, 31))
    ticks = choose_date_ticks(first, last)
    assert all(first <= tick.day <= last for tick in ticks)
    assert len([tick for tick in ticks if not tick.wide_only]) <= 21


def test_sparkline_breaks_at_thin_weeks() -> None:
    svg = str(draw_sparkline(PILLARS["diet"], [1.0, 2.0, None, 3.0, 3.0], "have enough days"))
    ET.fromstring(svg)
    assert path(svg, "mean").count("M") == 2
    assert path(svg, "coverage-dot").count("M") == 1
    assert path(svg, "points points-disc").count("M") == 1
    assert "4 of 5 weeks" in svg


@pytest.mark.parametrize("values", [[], [None], [2.0, 2.0]])
def test_sparkline_of_few_values_is_valid(values: list[float | None]) -> None:
    ET.fromstring(str(draw_sparkline(PILLARS["diet"], values)))
