"""The chart as a file: it stands by itself, says what it shows, and means the same as the chart on the page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitlog.pillars import DAILY_METRICS, PILLARS, pillar_of
from habitlog.tracking import Style
from habitlog.usecases.trends.periods import Span, span_of_whole_weeks
from habitlog.web.charts.export import ChartFileText, render_chart_file
from habitlog.web.charts.paths import build_area_path, build_line_path, build_marker_path, scale_path_horizontally
from habitlog.web.charts.trend_chart import TrendChart, TrendValues, build_trend_chart
from habitlog.web.dates import date_range
from habitlog.web.presenters.period_links import list_neighbours

FIRST, DAY = date(2025, 12, 15), timedelta(days=1)
TODAY = date(2026, 3, 12)
WORDS = ChartFileText(
    "Sleep, <a>", "Time asleep & more", "No clear change.", "71 of 84 nights.", ["Method habitlog-trend 1.0"]
)
SVG = "{http://www.w3.org/2000/svg}"


def drawing(metric_id: str = "sleep.duration", strip: dict[date, str] | None = None, days: int = 30) -> TrendChart:
    metric = DAILY_METRICS[metric_id]
    pillar = pillar_of(metric)
    low, high = metric.value_range or (100, 200)
    points = [(FIRST + place * DAY, low + (high - low) * (place % 5) / 4) for place in range(days)]
    band = [(day, value * 0.9, value) for day, value in points]
    known = {day: "logged" for day, _ in points} if strip is None else strip
    made = build_trend_chart(
        metric, pillar, FIRST, FIRST + (days - 1) * DAY, TrendValues(points, points, band), known, style=Style()
    )
    assert made
    return made


@pytest.mark.parametrize("metric_id", DAILY_METRICS)
def test_chart_export_is_self_contained(metric_id: str) -> None:
    svg = render_chart_file(drawing(metric_id), WORDS, pillar_of(DAILY_METRICS[metric_id]).theme)
    root = ET.fromstring(svg)
    assert root.get("width") == "960"
    assert not re.search(r"class=|style=|<style|var\(|href|url\(|vector-effect|nan", svg)
    said = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    for words in ("Time asleep & more", "No clear change.", "71 of 84 nights.", "Method habitlog-trend 1.0", "<a>"):
        assert words in said
    assert {path.get("stroke") or path.get("fill") for path in root.iter(f"{SVG}path")} <= {
        *pillar_of(DAILY_METRICS[metric_id]).theme.color[:1], *pillar_of(DAILY_METRICS[metric_id]).theme.background[:1],
        "#f5efe8", "#d5c9bc", "#86798a", "#5c5262",
    }  # fmt: skip


def test_chart_export_without_values_has_text() -> None:
    root = ET.fromstring(render_chart_file(None, WORDS, PILLARS["sleep"].theme))
    assert not list(root.iter(f"{SVG}path"))
    assert any("No clear change." in (text.text or "") for text in root.iter(f"{SVG}text"))


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(0, 300)), min_size=2, max_size=8), st.floats(0.1, 60))
def test_chart_export_scales_width_only(places: list[tuple[float, float]], day: float) -> None:
    for path in (build_line_path(places), build_area_path(places, places[::-1])):
        numbers = [
            [float(n) for n in re.findall(r"-?[\d.]+", one)] for one in (path, scale_path_horizontally(path, day))
        ]
        assert numbers[1][1::2] == numbers[0][1::2]
        assert numbers[1][::2] == pytest.approx([x * day for x in numbers[0][::2]], abs=0.01)


@pytest.mark.parametrize("point", ["dash", "upright", "caret", "disc"])
def test_chart_export_scales_every_path_point(point: str) -> None:
    wide = {"dash": "M40 7h5h5", "upright": "M45 3.5v7", "caret": "M40 9l5 -5 5 5", "disc": "M45 7h0"}
    assert scale_path_horizontally(build_marker_path([(9, 7)], point, 1), 5) == wide[point]


def test_coverage_strip_legend_names_present_states() -> None:
    assert "logged." in drawing().explanation
    assert not re.search("skipped|thin|not known", drawing().explanation)
    states = {FIRST: "none", FIRST + DAY: "skipped"}
    notes = drawing(strip=states).explanation
    assert "nothing that day (thin), left out (slash), not known (dot)." in notes
    assert "logged" not in notes


def test_period_links_are_finished_weeks() -> None:
    found = {way.name: way for way in list_neighbours(span_of_whole_weeks(84, TODAY))}
    assert set(found) == {"Earlier", "Zoom in", "Zoom out"}
    assert (found["Earlier"].last, found["Zoom in"].first) == (date(2025, 12, 14), date(2026, 1, 5))
    assert found["Zoom out"].last == date(2026, 3, 8)
    assert found["Earlier"].description == "Earlier: 12 weeks, 22 September to 14 December 2025"
    back = {way.name: way for way in list_neighbours(Span(found["Earlier"].first, found["Earlier"].last, TODAY))}
    assert (back["Later"].first, back["Later"].last) == (date(2025, 12, 15), date(2026, 3, 8))


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 36_000))
def test_period_links_differ_and_never_lie_in_future(first: date, more: int) -> None:
    span = Span(first, min(first + timedelta(days=more), TODAY), TODAY)
    for way in list_neighbours(span):
        assert way.first.weekday() == 0
        assert way.last.weekday() == 6
        assert date(1900, 1, 1) <= way.first < way.last <= date(2026, 3, 8)
        assert (way.first, way.last) != (span.first, span.last)
        assert way.name != "Earlier" or way.last < span.last
        assert way.name != "Later" or way.last > span.last
        assert way.name != "Zoom in" or (way.last - way.first).days + 1 < span.days


def test_period_label_names_years() -> None:
    assert date_range(date(2025, 12, 15), date(2026, 3, 8), both_months=True) == "15 December 2025 to 8 March 2026"
    assert date_range(date(2026, 1, 5), date(2026, 3, 8), both_months=True) == "5 January to 8 March 2026"
