"""How a person's numbers, clock times and weights are written and read: exact to the gram, whatever the preference."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.formatting import parse_clock_time
from habitlog.pillars import DAILY_METRICS, PILLARS
from habitlog.tracking import Style
from habitlog.tracking.metric_format import format_metric_value

POUNDS = Style("lb")
GRAMS = st.integers(0, 1_000_000)


def store_pounds(pounds: Decimal) -> float:
    """Return pounds in kilograms to the gram, by the definition of the pound."""
    return float((pounds * Decimal("0.45359237")).quantize(Decimal("0.001"), ROUND_HALF_EVEN))


@given(GRAMS)
@example(0)
@example(1)
@example(1_000_000)
def test_pounds_round_trip_to_the_gram(grams: int) -> None:
    kg = grams / 1000
    for style in (POUNDS, Style("lb", decimal="comma"), Style(), Style(decimal="comma")):
        typed = style.format_weight(kg).replace(",", ".")
        assert style.weight_to_kg(float(typed)) == kg


@given(GRAMS)
def test_pounds_use_shortest_decimal(grams: int) -> None:
    shown = Decimal(POUNDS.format_weight(grams / 1000))
    places = -int(shown.as_tuple().exponent)
    assert 0 <= places <= 3
    for fewer in range(places):
        step = Decimal(1).scaleb(-fewer)
        low = (shown // step) * step
        assert grams / 1000 not in {
            store_pounds(low - step),
            store_pounds(low),
            store_pounds(low + step),
            store_pounds(low + 2 * step),
        }


@given(st.decimals(0, 2204, places=1))
def test_typed_pounds_round_trip(pounds: Decimal) -> None:
    assert Decimal(POUNDS.format_weight(POUNDS.weight_to_kg(float(pounds)))) == pounds


@for_each_case(
    ("pounds", "kg"), [(1, 0.454), (45, 20.412), (100, 45.359), (225, 102.058), (2.5, 1.134), (2204.6, 999.99)]
)
def test_pounds_use_published_factor(pounds: float, kg: float) -> None:
    assert POUNDS.weight_to_kg(pounds) == kg
    assert float(POUNDS.format_weight(kg)) == pounds


@for_each_case(
    ("text", "read"),
    [
        ("22:45", time(22, 45)), ("7.05", time(7, 5)), ("22:45:30", time(22, 45, 30)), ("10:45 pm", time(22, 45)),
        ("10.45pm", time(22, 45)), ("7am", time(7)), ("12 am", time(0)), ("12:30 PM", time(12, 30)),
        ("12:05 a.m.", time(0, 5)), ("10:45\u202fPM", time(22, 45)), (" 0:00 ", time(0)), ("23.59", time(23, 59)),
    ],
)  # fmt: skip
def test_clock_time_is_parsed_in_both_formats(text: str, read: time) -> None:
    assert parse_clock_time(text) == read


@for_each_case(
    "text",
    ["", "7", "24:00", "13pm", "0 am", "22:60", "10:45:60", "pm", "7:5", "10:45 xm", "-7am", "٧am", "10:45 pm pm"],
)
def test_invalid_clock_time_is_refused(text: str) -> None:
    assert parse_clock_time(text) is None


@given(st.integers(0, 1439))
def test_clock_time_round_trips(minutes: int) -> None:
    for style in (Style(), Style(clock="12")):
        assert parse_clock_time(style.format_clock_time(minutes)) == time(*divmod(minutes, 60))


@pytest.mark.parametrize(
    ("minutes", "day", "half"),
    [(0, "00:00", "12:00 am"), (1439.7, "00:00", "12:00 am"), (720, "12:00", "12:00 pm"), (1365, "22:45", "10:45 pm")],
)
def test_clock_time_is_formatted_in_both_formats(minutes: float, day: str, half: str) -> None:
    assert (Style().format_clock_time(minutes), Style(clock="12").format_clock_time(minutes)) == (day, half)


def test_instant_is_formatted_in_its_timezone() -> None:
    moment = datetime(2026, 3, 11, 21, 45, 59, tzinfo=UTC)
    assert Style(clock="12").format_local_time(moment, "Europe/Stockholm") == "10:45 pm"


@for_each_case(
    ("metric", "value", "plain", "other"),
    [
        ("training.volume_load", 4321.5, "4\u202f322 kg", "9\u202f527 lb"),
        ("training.volume_load", 0, "0 kg", "0 lb"),
        ("training.volume_load", 20.4, "20.4 kg", "45 lb"),
        ("diet.gdr", 11.43, "11.4 of 18", "11,4 of 18"),
        ("sleep.midpoint", 198, "03:18", "3:18 am"),
        ("sleep.onset_latency", 12.5, "12.5 min", "12,5 min"),
        ("sleep.duration", 432, "7 h 12 min", "7 h 12 min"),
        ("training.session_load", 330, "330 AU", "330 AU"),
    ],
)
def test_metric_value_is_formatted(metric: str, value: float, plain: str, other: str) -> None:
    found = DAILY_METRICS[metric]
    assert format_metric_value(found, value, Style()) == plain
    assert format_metric_value(found, value, Style("lb", "12", "comma")) == other


@for_each_case(
    ("value", "told"), [(0.9701, "0.97"), (1.0478, "1.05"), (1, "1"), (0.999, "1"), (9.996, "10"), (11.11, "11.1")]
)
def test_small_unitless_number_has_two_decimals(value: float, told: str) -> None:
    [monotony] = [one for one in PILLARS["training"].weekly_metrics if one.id == "training.week_monotony"]
    assert format_metric_value(monotony, value, Style()) == told
    assert format_metric_value(monotony, value, Style(decimal="comma")) == told.replace(".", ",")


def test_range_limit_is_rounded_inwards() -> None:
    assert Style("lb", decimal="comma").format_weight_limit(1000) == "2204,6"
    assert Style().format_weight_limit(1000) == "1000"
    assert POUNDS.weight_to_kg(2204.6) <= 1000
