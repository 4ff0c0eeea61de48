"""The records of nights and naps; items after the consensus sleep diary (carney2012), in habitlog's own words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from habitlog.errors import FieldProblem
from habitlog.tracking import EntryRecord, Moment, TimeSpan, clock_minutes

MINUTE = timedelta(minutes=1)
AdditionalSleep = Annotated[bool | None, AfterValidator(lambda value: value or None)]
"""True, or not said: a sleep that is not further to another is no different from one that does not say so."""
_TIME_FIELDS = ("bed_at", "try_at", "final_wake_at", "out_at")
"""The times of a night in their order."""


class SleepRecord(EntryRecord):
    """A night or a nap: its day is the local date on which it ended."""

    @property
    def ended_at(self) -> datetime | None:
        """The instant that decides the day, where it is known."""
        raise NotImplementedError

    @property
    def asleep_span(self) -> TimeSpan | None:
        """From falling asleep to waking, as near as the known times come to them."""
        raise NotImplementedError

    @property
    def bed_span(self) -> TimeSpan | None:
        """The time of the whole entry, in bed or asleep, where both ends are known."""
        raise NotImplementedError

    def to_clock_time(self, moment: datetime) -> time:
        """Return what the clocks of the entry's zone showed at an instant."""
        return moment.astimezone(ZoneInfo(self.zone)).time()

    @cached_property
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
            yield FieldProblem("day", "day_contradicts_times")


class Night(SleepRecord):
    """A main sleep: diary items, or minutes asleep alone. All intervals are elapsed minutes.

    A date has one, and further ones that say so (`additional`): of shift workers, or of a night in pieces.
    """

    kind: Literal["night"]
    additional: AdditionalSleep = None
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

    @cached_property
    def sleep_onset(self) -> datetime | None:
        """Falling asleep: trying plus the minutes it took."""
        if self.try_at is None or self.sol_min is None:
            return None
        return self.try_at + self.sol_min * MINUTE

    @cached_property
    def sleep_period(self) -> tuple[datetime, datetime] | None:
        """Onset to last waking; where there are only minutes asleep, bed to out."""
        if self.sleep_onset is not None and self.final_wake_at is not None:
            return self.sleep_onset, self.final_wake_at
        if self.asleep_min is not None and self.bed_at is not None and self.out_at is not None:
            return self.bed_at, self.out_at
        return None

    @property
    def asleep_span(self) -> TimeSpan | None:
        """The sleep period, or what the known times say of it."""
        start, end = self.sleep_onset or self.try_at or self.bed_at, self.final_wake_at or self.out_at
        return self.sleep_period or ((start, end) if start and end else None)

    @property
    def bed_span(self) -> TimeSpan | None:
        """From the first known time to the last one."""
        start, end = self.bed_at or self.try_at, self.out_at or self.final_wake_at
        return (start, end) if start and end else None

    @property
    def diary_total_sleep_min(self) -> float | None:
        """Total sleep time in minutes from the diary items: the sleep period less the minutes awake in it."""
        if self.sleep_onset is None or self.final_wake_at is None or self.awake_min is None:
            return None
        return (self.final_wake_at - self.sleep_onset) / MINUTE - self.awake_min

    @property
    def total_sleep_min(self) -> float | None:
        """Total sleep time in minutes, from the diary items, or as entered."""
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
                    yield FieldProblem(name, "bed_and_rise_or_minutes_needed")
        yield from self._check_wakings()
        wrong = list(self._check_time_in_bed() or self._check_time_order())
        yield from wrong
        if not wrong:
            yield from self._check_lengths()

    def _check_wakings(self) -> Iterator[FieldProblem]:
        if self.wakes and self.waso_min is None:
            yield FieldProblem("waso_min", "wake_minutes_needed")
        if self.wakes == 0 and self.waso_min:
            yield FieldProblem("waso_min", "wake_minutes_without_wakings")

    def _check_time_order(self) -> Iterator[FieldProblem]:
        if self.bed_at and self.try_at and not timedelta(0) <= self.try_at - self.bed_at <= timedelta(hours=8):
            yield self._build_gap_problem("bed_at", "try_at", "try_too_long_after_bed")
        began = self.sleep_onset or self.try_at or self.bed_at
        if began and self.final_wake_at and self.final_wake_at <= began:
            yield self._build_early_waking_problem(self.final_wake_at, began)
        if self.final_wake_at and self.out_at and self.out_at < self.final_wake_at:
            yield self._build_order_problem("final_wake_at", "out_at")
        if self.time_in_bed_min == 0:
            yield FieldProblem("out_at", "bed_equals_rise")
        elif self.time_in_bed_min is not None and self.time_in_bed_min < 0:
            yield self._build_order_problem("bed_at", "out_at")

    def _build_early_waking_problem(self, woken: datetime, began: datetime) -> FieldProblem:
        times = {"woken": self.to_clock_time(woken)}
        if self.try_at and self.sleep_onset and self.sol_min:
            times |= {"tried": self.to_clock_time(self.try_at), "onset": self.to_clock_time(began)}
            return FieldProblem("final_wake_at", "woken_before_onset", {"latency": self.sol_min, **times})
        code = "woken_before_try" if self.try_at else "woken_before_bed"
        return FieldProblem("final_wake_at", code, {**times, "began": self.to_clock_time(began)})

    def _check_time_in_bed(self) -> list[FieldProblem]:
        """Return what makes more than 24 hours in bed: times in the wrong order, or else the longest step."""
        if self.time_in_bed_min is None or self.time_in_bed_min <= 24 * 60:
            return []
        steps = list(pairwise(name for name in _TIME_FIELDS if getattr(self, name)))
        if off := [step for step in steps if self._is_wrong_order(*step)]:
            return [self._build_order_problem(*step) for step in off]
        earlier, later = max(steps, key=lambda step: self._gap(*step))
        return [self._build_gap_problem(earlier, later, "time_in_bed_too_long", in_bed=self.time_in_bed_min * MINUTE)]

    def _check_lengths(self) -> Iterator[FieldProblem]:
        if self.awake_min:
            yield from self._check_awake(self.awake_min)
        if self.diary_total_sleep_min is not None and self.asleep_min is not None:
            yield FieldProblem("asleep_min", "minutes_asleep_redundant")
        if self.asleep_min is not None and self.time_in_bed_min is not None and self.asleep_min > self.time_in_bed_min:
            parameters = {"in_bed": self.time_in_bed_min * MINUTE}
            yield FieldProblem("asleep_min", "asleep_longer_than_in_bed", parameters)

    def _build_gap_problem(self, earlier: str, later: str, code: str, **parameters: timedelta) -> FieldProblem:
        """Return how two times, meant in this order, do not fit: their order where that is wrong, else `code`."""
        if self._is_wrong_order(earlier, later):
            return self._build_order_problem(earlier, later)
        events = self._build_event_parameters(earlier, later)
        return FieldProblem(later, code, {**events, "gap": self._gap(earlier, later), **parameters})

    def _build_order_problem(self, earlier: str, later: str) -> FieldProblem:
        return FieldProblem(later, "times_in_wrong_order", self._build_event_parameters(earlier, later))

    def _build_event_parameters(self, earlier: str, later: str) -> dict[str, object]:
        first, second = (self.to_clock_time(getattr(self, name)) for name in (earlier, later))
        return {"first_field": earlier, "first": first, "second_field": later, "second": second}

    def _gap(self, earlier: str, later: str) -> timedelta:
        gap: timedelta = getattr(self, later) - getattr(self, earlier)
        return gap

    def _is_wrong_order(self, earlier: str, later: str) -> bool:
        """Whether the times are reversed, also on the clock: a form puts a time that is too late on the day before."""
        first, second = (clock_minutes(getattr(self, name), self.zone) for name in (earlier, later))
        gap = self._gap(earlier, later)
        return gap < timedelta(0) or (gap >= timedelta(hours=16) and first > second)

    def _check_awake(self, awake: int) -> Iterator[FieldProblem]:
        asleep, onset, woken = self.diary_total_sleep_min, self.sleep_onset, self.final_wake_at
        if asleep is not None and asleep < 0 and onset and woken:
            period = {"period": woken - onset, "onset": self.to_clock_time(onset), "woken": self.to_clock_time(woken)}
            yield FieldProblem("waso_min", "awake_longer_than_sleep_period", {"awake": awake, **period})
        elif self.time_in_bed_min is not None and awake > self.time_in_bed_min:
            parameters = {"awake": awake, "in_bed": self.time_in_bed_min * MINUTE}
            yield FieldProblem("waso_min", "awake_longer_than_in_bed", parameters)


class Nap(SleepRecord):
    """A sleep apart from the main ones, at most 8 hours."""

    kind: Literal["nap"]
    start_at: Moment
    end_at: Moment

    @property
    def ended_at(self) -> datetime:
        """The end of the nap."""
        return self.end_at

    @property
    def asleep_span(self) -> TimeSpan:
        """From start to end."""
        return self.start_at, self.end_at

    @property
    def bed_span(self) -> TimeSpan:
        """From start to end."""
        return self.start_at, self.end_at

    @property
    def duration_min(self) -> float:
        """Elapsed minutes."""
        return (self.end_at - self.start_at) / MINUTE

    def find_problems(self) -> Iterator[FieldProblem]:
        """Yield an end that is not after the start, or a nap over 8 hours."""
        yield from super().find_problems()
        times = {"start": self.to_clock_time(self.start_at), "end": self.to_clock_time(self.end_at)}
        if self.duration_min <= 0 or self.duration_min >= 16 * 60:
            yield FieldProblem("end_at", "nap_ends_before_start", times)
        elif self.duration_min > 8 * 60:
            yield FieldProblem("end_at", "nap_too_long", {**times, "length": self.end_at - self.start_at})
