"""Days on the clock: as a chart, as a text for each day, and as a sentence on where most of them lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import quantiles

from markupsafe import Markup
from msgspec import Struct

from habitlog.tracking import ClockSpan, Style
from habitlog.translation import gettext, ngettext
from habitlog.usecases.trends.clock_days import ClockDays
from habitlog.usecases.trends.periods import DAYS_PER_WEEK
from habitlog.web.charts.chart_frame import PLOT_HEIGHT, ChartReadout
from habitlog.web.charts.clock_bars import (
    ClockBar,
    ClockBars,
    build_clock_bars,
    render_clock_bars,
)
from habitlog.web.charts.symbols import STATE_LABELS
from habitlog.web.dates import short_day
from habitlog.web.metric_text import format_day_count, format_days

MIN_SPANS_OF_SENTENCE = 7
"""Spans from which a sentence says where half of them lie."""
DAY = timedelta(days=1)


class ClockDaysView(Struct, frozen=True):
    """The chart of days on the clock, and the sentence on where half of them lie."""

    title: str
    sentence: str
    chart: Markup


def present_clock_days(days: ClockDays, style: Style, metric_id: str) -> ClockDaysView | None:
    """Return the days for the page of a metric; None without any span."""
    chart = _render_clock_days(days, style, metric_id)
    return ClockDaysView(gettext(days.chart.title), describe_usual_span(days, style), chart) if chart else None


def _render_clock_days(days: ClockDays, style: Style, metric_id: str) -> Markup:
    bars = _build_bars(days, style, PLOT_HEIGHT, has_marks=metric_id in days.chart.marked_metric_ids)
    if bars is None:
        return Markup()
    noun = gettext("night") if days.pillar.day_noun == "night" else gettext("day")
    readout = ChartReadout(
        step=1,
        lead=0,
        texts=[*_describe_days(days, style)],
        prompt=gettext("Tap a %(noun)s.", noun=noun),
        address="/days/",
    )
    return render_clock_bars(bars, "chart-clock", describe_usual_span(days, style), _explain(days, bars), readout)


def present_clock_days_among_others(all_days: Sequence[ClockDays], style: Style, height: int) -> list[ClockDaysView]:
    """Return lower charts of few days for a page of many things, one for each pillar with a span."""
    views = []
    for days in all_days:
        if bars := _build_bars(days, style, height):
            sentence = describe_usual_span(days, style)
            chart = render_clock_bars(bars, f"clock-{days.pillar.key}", sentence, "")
            views.append(ClockDaysView(gettext(days.chart.title), sentence, chart))
    return views


def _build_bars(days: ClockDays, style: Style, height: int, *, has_marks: bool = False) -> ClockBars | None:
    return build_clock_bars(
        days.pillar,
        days.chart,
        days.span.first,
        days.span.last,
        [ClockBar(day, span) for day, spans in days.spans_by_day.items() for span in spans],
        _map_states(days),
        style=style,
        height=height,
        has_marks=has_marks,
    )


def _map_states(days: ClockDays) -> dict[date, str]:
    states = dict.fromkeys(days.skipped_days, "skipped") | dict.fromkeys(days.none_days, "none")
    return states | dict.fromkeys(days.spans_by_day, "logged")


def describe_usual_span(days: ClockDays, style: Style) -> str:
    """Return between which times half of the spans begin, and end; "" of fewer than seven."""
    spans = [span for of_day in days.spans_by_day.values() for span in of_day]
    if len(spans) < MIN_SPANS_OF_SENTENCE:
        return ""
    first_start, _, last_start = quantiles([span.start for span in spans], method="inclusive")
    first_end, _, last_end = quantiles([span.end for span in spans], method="inclusive")
    return gettext(
        "Of %(count)s half began between %(first_start)s and %(last_start)s, and half ended between %(first_end)s and"
        " %(last_end)s.",
        count=format_days(days.pillar.day_noun, len(spans)),
        first_start=style.format_clock_time(first_start),
        last_start=style.format_clock_time(last_start),
        first_end=style.format_clock_time(first_end),
        last_end=style.format_clock_time(last_end),
    )


def _explain(days: ClockDays, bars: ClockBars) -> str:
    sentences = []
    if days.is_shortened:
        weeks = days.span.days // DAYS_PER_WEEK
        sentences.append(gettext("%(weeks)s weeks of this range, up to the last entry.", weeks=weeks))
    if bars.cut:
        sentences.append(
            ngettext(
                "%(num)s bar reaches beyond the hours that are drawn.",
                "%(num)s bars reach beyond the hours that are drawn.",
                bars.cut,
            )
        )
    if without_times := sum(not spans for spans in days.spans_by_day.values()):
        count = format_day_count(days.pillar.day_noun, without_times)
        sentences.append(gettext("%(count)s without times: no bar.", count=count))
    return " ".join(sentences)


def _describe_days(days: ClockDays, style: Style) -> Iterator[str]:
    states, names = _map_states(days), (gettext(days.chart.outer_name), gettext(days.chart.inner_name))
    state_texts = {state: gettext(label) for state, label in STATE_LABELS.items()} | {"unknown": gettext("not known")}
    no_times = gettext("no times")
    has_years = days.span.first.year != days.span.last.year
    for place in range(days.span.days):
        day = days.span.first + place * DAY
        spans = days.spans_by_day.get(day)
        if spans is None:
            text = state_texts[states.get(day, "unknown")]
        else:
            text = ", ".join(_list_span_texts(spans, names, style)) or no_times
        yield gettext("%(day)s: %(text)s", day=short_day(day, year=has_years), text=text)


def _list_span_texts(spans: Sequence[ClockSpan], names: tuple[str, str], style: Style) -> Iterator[str]:
    outer, inner = names
    for span in spans:
        if span.inner != (span.start, span.end):
            yield _describe_span(outer, span.start, span.end, style)
        if span.inner:
            yield _describe_span(inner, *span.inner, style)


def _describe_span(name: str, start: float, end: float, style: Style) -> str:
    first, last = style.format_clock_time(start), style.format_clock_time(end)
    return gettext("%(name)s %(first)s to %(last)s", name=name, first=first, last=last)
