"""Simulated diaries: what a person might have logged, with or without a trend, a weekly rhythm and missing days."""

from __future__ import annotations

from math import sqrt
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Grid = NDArray[np.float64]
"""A row for each diary, a column for each day, the first of them a Monday."""

BEFORE = 60
"""Days that are simulated before the first and discarded, so that its start has no effect."""
DAYS_IN_WEEK = 7
MISSING = 0.4
RHYTHMS = {"": (0.0,) * 7, "five-two": (0.0,) * 5 + (1.5,) * 2, "one day": (0.0,) * 6 + (2.0,)}
"""What each weekday adds, Monday first, in standard deviations of a day."""


class Diary(Struct, frozen=True):
    """The properties of a kind of diary of two periods of `weeks`; sizes are in standard deviations of a day.

    `autocorrelation` is that of neighbouring days, the coefficient of an AR(1). The `size` of a change is reached by
    its `shape`: a step at the second period or in the middle of it, a line through it, a plateau of four weeks in it.
    `lead` weeks are ahead of both periods.
    Days are `missing` at random, or more so the lower they are, 40 % of them.
    """

    weeks: int
    autocorrelation: float = 0.0
    rhythm: str = ""
    scale: Literal["", "0 to 10", "1 to 5", "sessions"] = ""
    missing: Literal["", "at random", "on bad days"] = ""
    tails: Literal["", "t with 3 degrees"] = ""
    shape: Literal["", "step", "late step", "line", "plateau"] = ""
    size: float = 0.0
    lead: int = 0

    @property
    def days(self) -> int:
        """How many days there are, both periods and what is ahead of them."""
        return DAYS_IN_WEEK * (2 * self.weeks + self.lead)


def simulate_diaries(diary: Diary, count: int, rng: np.random.Generator) -> Grid:
    """Return diaries of a kind, NaN where a day is missing."""
    noise = simulate_noise(count, diary, rng)
    values = round_to_scale(noise + diary.size * compute_shape(diary) + compute_rhythm(diary), diary.scale, rng)
    if diary.missing == "at random":
        values[rng.random(values.shape) < MISSING] = np.nan
    elif diary.missing:
        values[rng.random(values.shape) < 1 / (1 + np.exp(0.55 + 1.2 * noise))] = np.nan
    return values


def simulate_noise(count: int, diary: Diary, rng: np.random.Generator) -> Grid:
    """Return values of mean 0 and standard deviation 1 with the autocorrelation of a diary."""
    shape = (BEFORE + diary.days, count)
    values = rng.standard_t(3, shape) / sqrt(3) if diary.tails else rng.standard_normal(shape)
    values *= sqrt(1 - diary.autocorrelation**2)
    for day in range(1, len(values)):
        values[day] += diary.autocorrelation * values[day - 1]
    return values[BEFORE:].T.copy()


def compute_shape(diary: Diary) -> Grid:
    """Return how much of the change each day has, from 0 to 1."""
    half = DAYS_IN_WEEK * diary.weeks
    at = np.arange(diary.days) - (diary.days - half)
    shapes = {
        "step": at >= 0,
        "late step": at >= half // 2,
        "line": np.clip(at / half, 0, 1),
        "plateau": (at >= DAYS_IN_WEEK) & (at < 5 * DAYS_IN_WEEK),
    }
    return np.asarray(shapes.get(diary.shape, np.zeros(diary.days)), dtype=np.float64)


def compute_rhythm(diary: Diary) -> Grid:
    """Return what the weekday adds to each day."""
    return np.resize(np.array(RHYTHMS[diary.rhythm]), diary.days)


def round_to_scale(values: Grid, scale: str, rng: np.random.Generator) -> Grid:
    """Return values as a person enters them: on a scale of whole steps, or as minutes of three sessions a week."""
    if scale == "0 to 10":
        return np.clip(np.round(5 + 2 * values), 0, 10)
    if scale == "1 to 5":
        return np.clip(np.round(3 + values), 1, 5)
    if scale == "sessions":
        return np.where(draw_session_days(values.shape, rng), np.maximum(np.round(60 + 20 * values), 5), 0.0)
    return values


def draw_session_days(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return on which days there was a session: three days of each week, drawn anew for each."""
    lots = rng.random((shape[0], shape[1] // 7, 7))
    return (lots.argsort(axis=2) < 3).reshape(shape)
