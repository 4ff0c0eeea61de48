"""Simulated diaries: what a person might have logged, with or without a trend, a weekly rhythm and missing days."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]
"""A row for each diary, a column for each day, the first of them a Monday."""

BEFORE = 60
"""Days that are simulated before the first and discarded, so that its start has no effect."""
RHYTHMS = {"": (0.0,) * 7, "five-two": (0.0,) * 5 + (1.5,) * 2, "one day": (0.0,) * 6 + (2.0,)}
"""What each weekday adds, Monday first, in standard deviations of a day."""


@dataclass(frozen=True, slots=True)
class Diary:
    """The properties of a kind of diary; sizes are in standard deviations of a day.

    `autocorrelation` is that of neighbouring days, the coefficient of an AR(1). A `line` is the change from the first
    day to the last, a `step` the change in the middle. Days are `missing` at random, by this share.
    """

    days: int
    autocorrelation: float = 0.0
    rhythm: str = ""
    scale: Literal["", "0 to 10", "1 to 5", "sessions"] = ""
    missing: float = 0.0
    line: float = 0.0
    step: float = 0.0


def simulate_diaries(diary: Diary, count: int, rng: np.random.Generator) -> Grid:
    """Return diaries of a kind, NaN where a day is missing."""
    values = (
        simulate_noise(count, diary.days, diary.autocorrelation, rng) + compute_change(diary) + compute_rhythm(diary)
    )
    values = round_to_scale(values, diary.scale, rng)
    values[rng.random(values.shape) < diary.missing] = np.nan
    return values


def simulate_noise(count: int, days: int, autocorrelation: float, rng: np.random.Generator) -> Grid:
    """Return normal values of mean 0 and standard deviation 1 with the lag-1 correlation `autocorrelation`."""
    values = rng.standard_normal((BEFORE + days, count)) * sqrt(1 - autocorrelation**2)
    for day in range(1, BEFORE + days):
        values[day] += autocorrelation * values[day - 1]
    return values[BEFORE:].T.copy()


def compute_change(diary: Diary) -> Grid:
    """Return what the change adds to each day."""
    at = np.arange(diary.days)
    return diary.line * at / (diary.days - 1) + diary.step * (2 * at >= diary.days)


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
