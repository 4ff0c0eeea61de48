"""Mara's year: where she is, when she works, when she is ill, and which days have no entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Literal

from msgspec import Struct

Phase = Literal["home", "away", "ill", "unlogged"]

YEAR_DAYS = 365
HOME_ZONE, AWAY_ZONE = "Europe/Stockholm", "America/New_York"
DEPARTURE_DAY, RETURN_DAY = 151, 165
ILL_DAYS = range(262, 269)
EMPTY_DAYS = (range(86, 91), range(318, 320))
RANDOM_SEED = "Mara Lindqvist"


class DemoDay(Struct, frozen=True):
    """One day of the year; `number` is 0 to 364, and today is the last."""

    date: date
    number: int
    phase: Phase
    is_free: bool

    @property
    def year_fraction(self) -> float:
        """The share of the year that has passed, 0 to 1."""
        return self.number / (YEAR_DAYS - 1)

    @property
    def zone(self) -> str:
        """The time zone she is in at the end of the day."""
        return AWAY_ZONE if DEPARTURE_DAY <= self.number < RETURN_DAY else HOME_ZONE

    @property
    def wake_zone(self) -> str:
        """The time zone in which she got up: on the day of the departure the one she leaves."""
        return HOME_ZONE if self.number == DEPARTURE_DAY else self.zone

    def random_source(self, purpose: str) -> Random:
        """Return a random source that is the same for this day and purpose every time."""
        return Random(f"{RANDOM_SEED} {self.number} {purpose}")  # noqa: S311 - generates sample data, no secret


def iterate_year(today: date) -> Iterator[DemoDay]:
    """Yield the 365 days up to and with today."""
    first = today - timedelta(days=YEAR_DAYS - 1)
    for number in range(YEAR_DAYS):
        day = first + timedelta(days=number)
        yield DemoDay(day, number, _phase_of_day(number), _is_free_day(day))


def _phase_of_day(number: int) -> Phase:
    if DEPARTURE_DAY <= number < RETURN_DAY:
        return "away"
    if number in ILL_DAYS:
        return "ill"
    return "unlogged" if any(number in gap for gap in EMPTY_DAYS) else "home"


def _is_free_day(day: date) -> bool:
    summer = day.month == 7 and 8 <= day.day <= 28
    feast = (day.month, day.day) in {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1), (1, 6), (5, 1), (6, 6)}
    return day.weekday() >= 5 or summer or feast
