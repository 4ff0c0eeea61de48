"""Columns of totals: one a week or month, hatched where a week is not over."""

from __future__ import annotations

import re
from datetime import date, timedelta

from habitlog.pillars import DAILY_METRICS, PILLARS
from habitlog.tracking import Style
from habitlog.web.charts.columns import Column, summarize_columns_by_month
from habitlog.web.charts.trend_chart import TrendChart, TrendValues, build_trend_chart

MONDAY, WEEK = date(2026, 1, 5), timedelta(days=7)
MINUTES = DAILY_METRICS["training.minutes"]


def build(columns: list[Column], weeks: int) -> TrendChart:
    last = MONDAY + weeks * WEEK - timedelta(days=1)
    values = TrendValues([(MONDAY, 30.0)], columns=columns)
    chart = build_trend_chart(MINUTES, PILLARS["training"], MONDAY, last, values, {}, style=Style())
    assert chart
    return chart


def test_weeks_stand_on_zero_and_the_open_one_is_hatched() -> None:
    columns = [Column(MONDAY + place * WEEK, 7, 60.0 * place + 60, is_open=place == 2) for place in range(3)]
    chart = build(columns, 3)
    paths = dict(chart.paths)
    assert chart.plot.axis.low == 0
    assert re.findall(r"V([\d.]+)h", paths["column"]) == ["172", "92"]
    assert paths["column-open"].count("z") == 1
    assert paths["column-hatch"].count("l") > 5
    assert "points points-upright" not in paths
    assert [key for key, _ in chart.legend_items] == ["column", "column-open"]


def test_months_have_the_mean_of_their_whole_weeks() -> None:
    columns = [Column(MONDAY + place * WEEK, 7, float(place), is_open=place == 3) for place in range(9)]
    months = summarize_columns_by_month(columns, MONDAY, date(2026, 3, 8))
    # By their Thursdays: 8, 15, 22 and 29 January, 5 to 26 February, 5 March.
    assert [(month.first, month.value) for month in months] == [
        (MONDAY, 1.0),
        (date(2026, 2, 1), 5.5),
        (date(2026, 3, 1), 8.0),
    ]
    chart = build([Column(MONDAY + place * WEEK, 7, 100.0) for place in range(60)], 60)
    assert chart.is_by_month
    assert dict(chart.paths)["column"].count("z") == 14
