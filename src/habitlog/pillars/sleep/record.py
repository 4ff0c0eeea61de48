"""Nights and naps, as they are read at every door; items after the consensus sleep diary (carney2012), own words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from habitlog.errors import FieldProblem
from habitlog.tracking import EntryRecord, Moment, clock_minutes
from habitlog.tracking.metric_format import format_duration

MINUTE = timedelta(minutes=1)
_TIME_LABELS = {
    "bed_at": "Getting into bed",
    "try_at": "Trying to sleep",
    "final_wake_at": "The last waking",
    "out_at": "Getting up",
}
"""The times of a night in their order, as its sentences call them."""


class SleepRecord(EntryRecord):
    """A night or a nap: its day is the local date on which it ended."""

    @property
    def ended_at(self) -> datetime | None:
        """The instant that decides the day, where it is known."""
        raise NotImplementedError

    def format_local_time(self, moment: datetime | None) -> str:
        """Write an instant as the clocks of the entry's zone showed it, like "06:50"."""
        return "" if moment is None else f"{moment.astimezone(ZoneInfo(self.zone)):%H:%M}"

    @property
    def entry_date(self) -> date:
        """The date of getting up in the entry's zone, or the given day where no times are known."""
        if self.ended_at is None:
            return super().entry_date
        return self.ended_at.astimezone(ZoneInfo(self.zone)).date()

    def find_problems(self) -> Iterator[FieldProblem]:
        """Yield a given day that its own times contradict."""
        if self.ended_at is None:
            yield from super().find_problems()
        elif self.day is not None and self.day != self.entry_date:
            yield FieldProblem("day", "This belongs to the date of getting up, which its times put on another day.")


class Night(SleepRecord):
    """The main night: diary items, or minutes asleep alone. All intervals are elapsed minutes."""

    kind: Literal["night"]
    bed_at: Moment | None = None
    try_at: Moment | None = None
    sol_min: Annotated[int, Field(ge=0, le=480)] | None = None
    wakes: Annotated[int, Field(ge=0, le=50)] | None = None
    waso_min: Annotated[int, Field(ge=0, le=720)] | None = None
    final_wake_at: Moment | None = None
    out_at: Moment | None = None
    quality: Annotated[int, Field(ge=1, le=5)] | None = None
    day_kind: Literal["work", "free"] | None = None
    alarm: bool | None = None
    asleep_min: Annotated[int, Field(ge=0, le=1440)] | None = None

    @property
    def ended_at(self) -> datetime | None:
        """Getting out of bed for the day."""
        return self.out_at

    @property
    def awake_min(self) -> int | None:
        """Minutes awake after sleep onset; no wakings are 0 minutes."""
        return 0 if self.wakes == 0 else self.waso_min

    @property
    def sleep_onset(self) -> datetime | None:
        """Falling asleep: trying plus the minutes it took."""
        if self.try_at is None or self.sol_min is None:
            return None
        return self.try_at + self.sol_min * MINUTE

    @cached_property
    def sleep_period(self) -> tuple[datetime, datetime] | None:
        """Onset to last waking; bed to out where only minutes asleep are told."""
        if self.sleep_onset is not None and self.final_wake_at is not None:
            return self.sleep_onset, self.final_wake_at
        if self.asleep_min is not None and self.bed_at is not None and self.out_at is not None:
            return self.bed_at, self.out_at
        return None

    @property
    def diary_total_sleep_min(self) -> float | None:
        """Total sleep time in minutes from the diary items: the sleep period less the minutes awake in it."""
        if self.sleep_onset is None or self.final_wake_at is None or self.awake_min is None:
            return None
        return (self.final_wake_at - self.sleep_onset) / MINUTE - self.awake_min

    @property
    def total_sleep_min(self) -> float | None:
        """Total sleep time in minutes, from the diary items or as told."""
        return self.diary_total_sleep_min if self.diary_total_sleep_min is not None else self.asleep_min

    @property
    def time_in_bed_min(self) -> float | None:
        """Time in bed in minutes."""
        if self.bed_at is None or self.out_at is None:
            return None
        return (self.out_at - self.bed_at) / MINUTE

    def find_problems(self) -> Iterator[FieldProblem]:
        """Yield missing times, times out of order, and lengths that cannot be."""
        yield from super().find_problems()
        if self.asleep_min is None:
            for name in ("bed_at", "out_at"):
                if getattr(self, name) is None:
                    yield FieldProblem(name, "Bedtime and getting up are needed, or the minutes asleep.")
        yield from self._check_wakings()
        wrong = list(self._check_time_in_bed() or self._check_time_order())
        yield from wrong
        if not wrong:
            yield from self._check_lengths()

    def _check_wakings(self) -> Iterator[FieldProblem]:
        if self.wakes and self.waso_min is None:
            yield FieldProblem("waso_min", "The minutes those wakings lasted together are needed.")
        if self.wakes == 0 and self.waso_min:
            yield FieldProblem("waso_min", "With no wakings this is 0.")

    def _check_time_order(self) -> Iterator[FieldProblem]:
        if self.bed_at and self.try_at and not timedelta(0) <= self.try_at - self.bed_at <= timedelta(hours=8):
            yield FieldProblem("try_at", self._describe_gap("bed_at", "try_at", "Up to 8 hours fit between them."))
        began = self.sleep_onset or self.try_at or self.bed_at
        if began and self.final_wake_at and self.final_wake_at <= began:
            yield FieldProblem("final_wake_at", self._describe_early_waking(began))
        if self.final_wake_at and self.out_at and self.out_at < self.final_wake_at:
            yield FieldProblem("out_at", self._describe_gap("final_wake_at", "out_at"))
        if self.time_in_bed_min is not None and self.time_in_bed_min <= 0:
            same = "Getting into bed and getting up are at the same time here. One of the two times is off."
            yield FieldProblem("out_at", self._describe_gap("bed_at", "out_at") if self.time_in_bed_min else same)

    def _describe_early_waking(self, began: datetime) -> str:
        woken = f"The last waking {self.format_local_time(self.final_wake_at)} is not after"
        if self.sleep_onset and self.sol_min:
            return f"{woken} falling asleep, {self.sol_min} min from {self.format_local_time(self.try_at)}, at {self.format_local_time(began)}."
        return f"{woken} {'trying to sleep' if self.try_at else 'getting into bed'} {self.format_local_time(began)}."

    def _check_time_in_bed(self) -> list[FieldProblem]:
        """Return what makes more than 24 hours in bed: times in the wrong order, or else the longest step."""
        if self.time_in_bed_min is None or self.time_in_bed_min <= 24 * 60:
            return []
        steps = list(pairwise(name for name in _TIME_LABELS if getattr(self, name)))
        if off := [step for step in steps if self._is_wrong_order(*step)]:
            return [FieldProblem(later, self._describe_gap(earlier, later)) for earlier, later in off]
        earlier, later = max(steps, key=lambda step: self._gap(*step))
        more = f"That makes {format_duration(self.time_in_bed_min)} in bed, and up to 24 hours fit."
        return [FieldProblem(later, self._describe_gap(earlier, later, more))]

    def _check_lengths(self) -> Iterator[FieldProblem]:
        if self.awake_min and (longer := self._describe_excess_awake(self.awake_min)):
            yield FieldProblem("waso_min", longer)
        if self.diary_total_sleep_min is not None and self.asleep_min is not None:
            yield FieldProblem("asleep_min", "The times above already give the minutes asleep.")
        if self.asleep_min is not None and self.time_in_bed_min is not None and self.asleep_min > self.time_in_bed_min:
            yield FieldProblem("asleep_min", f"That is longer than the {format_duration(self.time_in_bed_min)} in bed.")

    def _describe_gap(self, earlier: str, later: str, more: str = "") -> str:
        """Say how two times, meant in this order, do not fit."""
        first, second = (
            f"{_TIME_LABELS[name]} {self.format_local_time(getattr(self, name))}" for name in (earlier, later)
        )
        second = second[0].lower() + second[1:]
        if self._is_wrong_order(earlier, later):
            return f"{first} comes after {second}. One of the two times is off."
        return f"{first} and {second} lie {format_duration(self._gap(earlier, later) / MINUTE)} apart. {more}"

    def _gap(self, earlier: str, later: str) -> timedelta:
        gap: timedelta = getattr(self, later) - getattr(self, earlier)
        return gap

    def _is_wrong_order(self, earlier: str, later: str) -> bool:
        """Whether the clock says so too: a form puts a time that comes too late on the day before."""
        first, second = (clock_minutes(getattr(self, name), self.zone) for name in (earlier, later))
        gap = self._gap(earlier, later)
        return gap < timedelta(0) or (gap >= timedelta(hours=16) and first > second)

    def _describe_excess_awake(self, awake: int) -> str:
        if self.diary_total_sleep_min is not None and self.diary_total_sleep_min < 0:
            lasted = format_duration(self.diary_total_sleep_min + awake)
            return (
                f"{awake} min awake is longer than the {lasted} from falling asleep {self.format_local_time(self.sleep_onset)} "
                f"to the last waking {self.format_local_time(self.final_wake_at)}."
            )
        if self.time_in_bed_min is not None and awake > self.time_in_bed_min:
            return f"{awake} min awake is longer than the {format_duration(self.time_in_bed_min)} in bed."
        return ""


class Nap(SleepRecord):
    """A sleep apart from the night, at most 8 hours."""

    kind: Literal["nap"]
    start_at: Moment
    end_at: Moment

    @property
    def ended_at(self) -> datetime:
        """The end of the nap."""
        return self.end_at

    @property
    def duration_min(self) -> float:
        """Elapsed minutes."""
        return (self.end_at - self.start_at) / MINUTE

    def find_problems(self) -> Iterator[FieldProblem]:
        """Yield an end that is not after the start, or a nap over 8 hours."""
        yield from super().find_problems()
        start, end = self.format_local_time(self.start_at), self.format_local_time(self.end_at)
        if self.duration_min <= 0 or self.duration_min >= 16 * 60:
            yield FieldProblem(
                "end_at", f"Waking up {end} is not after falling asleep {start}. A nap ends after it starts."
            )
        elif self.duration_min > 8 * 60:
            yield FieldProblem(
                "end_at", f"{start} to {end} is {format_duration(self.duration_min)}. A nap lasts up to 8 hours here."
            )
