"""Bars on the clock: later is higher, extremes do not press the others together, a gap is a gap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from xml.etree import ElementTree as ET

from habitlog.pillars import PILLARS
from habitlog.tracking import ClockSpan, Style
from habitlog.web.charts.clock_bars import ClockBar, ClockBars, build_clock_bars, render_clock_bars

FIRST, DAY = date(2026, 2, 2), timedelta(days=1)
SLEEP = PILLARS["sleep"]
USUAL = ClockSpan(-70, 400, (-50, 380))


def build(spans: Sequence[ClockSpan | None], *, has_marks: bool = False) -> ClockBars:
    chart = SLEEP.clock_chart
    assert chart
    days = [FIRST + place * DAY for place in range(len(spans))]
    bars = [ClockBar(day, span) for day, span in zip(days, spans, strict=True) if span]
    states = {bar.first: "logged" for bar in bars}
    built = build_clock_bars(
        SLEEP, chart, FIRST, days[-1], bars, states, style=Style(), height=240, has_marks=has_marks
    )
    assert built
    return built


def tops(bars: ClockBars, name: str) -> list[float]:
    return [float(y) for y in re.findall(r"V([\d.]+)h", dict(bars.paths).get(name, ""))]


def test_later_is_higher_and_sleep_lies_within_bed() -> None:
    bars = build([USUAL, None, ClockSpan(-10, 460, (0, 450))])
    in_bed, asleep = tops(bars, "clock-outer"), tops(bars, "clock-inner")
    assert len(in_bed) == len(asleep) == 2
    assert in_bed[1] < in_bed[0] < asleep[0]
    assert (bars.plot.axis.low, bars.plot.axis.high) == (-180, 540)


def test_night_without_sleep_times_is_bed_alone() -> None:
    bars = build([ClockSpan(-70, 400), USUAL])
    assert (len(tops(bars, "clock-outer")), len(tops(bars, "clock-inner"))) == (2, 1)


def test_two_nights_of_one_day_are_two_bars() -> None:
    chart = SLEEP.clock_chart
    assert chart
    both = [ClockBar(FIRST, ClockSpan(-60, 120)), ClockBar(FIRST, ClockSpan(300, 480))]
    built = build_clock_bars(SLEEP, chart, FIRST, FIRST, both, {}, style=Style(), height=100)
    assert built
    assert len(tops(built, "clock-outer")) == 2


def test_one_odd_night_is_cut_and_counted() -> None:
    bars = build([USUAL] * 27 + [ClockSpan(540, 1320)])
    assert bars.cut == 1
    assert bars.plot.axis.high <= 540
    shift = build([USUAL, ClockSpan(540, 1020)] * 10)
    assert shift.cut == 0
    assert shift.plot.axis.high >= 1020


def test_marks_are_drawn_where_they_are_wanted() -> None:
    spans = [USUAL, USUAL._replace(is_marked=True)]
    assert "clock-mark" not in build(spans).drawn_classes
    assert dict(build(spans, has_marks=True).paths)["clock-mark"].count("h0") == 1


def test_figure_is_well_formed_and_names_its_hours() -> None:
    svg = str(render_clock_bars(build([USUAL] * 14), "nights", "Half began at <11>.", ""))
    ET.fromstring(svg)
    assert "from 22:00 to 08:00." in svg
    assert "Half began at &lt;11&gt;." in svg
    assert re.findall(r'class="at"[^>]*>(\w+)<', svg)[:3] == ["Mo", "Tu", "We"]
