"""The shape of Mara's year: where she is, when she works, when she is ill, and which days stay bare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

Phase = Literal["home", "away", "ill", "bare"]

DAYS = 365
HOME, AWAY = "Europe/Stockholm", "America/New_York"
LEAVES, COMES_BACK = 151, 165
ILL = range(262, 269)
BARE = (range(86, 91), range(318, 320))
SEED = "Mara Lindqvist"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the year: `number` counts from 0 to 364, today being the last."""

    date: date
    number: int
    phase: Phase
    free: bool

    @property
    def share(self) -> float:
        """How much of the year has passed, 0 to 1."""
        return self.number / (DAYS - 1)

    @property
    def zone(self) -> str:
        """The zone of the clocks around her at the end of the day."""
        return AWAY if LEAVES <= self.number < COMES_BACK else HOME

    @property
    def woke_in(self) -> str:
        """The zone in which she got up: on the day she leaves still the one she leaves."""
        return HOME if self.number == LEAVES else self.zone

    def dice(self, what: str) -> Random:
        """Return a source of chance that is the same for this day and purpose every time."""
        return Random(f"{SEED} {self.number} {what}")  # noqa: S311 - a made-up year keeps no secret


def year(today: date) -> Iterator[Day]:
    """Yield the 365 days up to and with today."""
    first = today - timedelta(days=DAYS - 1)
    for number in range(DAYS):
        day = first + timedelta(days=number)
        yield Day(day, number, _phase(number), _is_free(day))


def _phase(number: int) -> Phase:
    if LEAVES <= number < COMES_BACK:
        return "away"
    if number in ILL:
        return "ill"
    return "bare" if any(number in gap for gap in BARE) else "home"


def _is_free(day: date) -> bool:
    summer = day.month == 7 and 8 <= day.day <= 28
    feast = (day.month, day.day) in {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1), (1, 6), (5, 1), (6, 6)}
    return day.weekday() >= 5 or summer or feast
