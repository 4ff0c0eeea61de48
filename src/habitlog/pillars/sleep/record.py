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
from habitlog.pillar import EntryRecord, Moment, clock_minutes
from habitlog.pillar.figures import minutes

MINUTE = timedelta(minutes=1)
_TIMES = {
    "bed_at": "Getting into bed",
    "try_at": "Trying to sleep",
    "final_wake_at": "The last waking",
    "out_at": "Getting up",
}
"""The times of a night in their order, as its sentences call them."""


class Sleep(EntryRecord):
    """A night or a nap: its day is the local date on which it ended."""

    @property
    def ended(self) -> datetime | None:
        """The instant that decides the day, where it is known."""
        raise NotImplementedError

    def clock(self, moment: datetime | None) -> str:
        """Write an instant as the clocks of the entry's zone showed it, like "06:50"."""
        return "" if moment is None else f"{moment.astimezone(ZoneInfo(self.zone)):%H:%M}"

    @property
    def on(self) -> date:
        """The date of getting up in the entry's zone, or the given day where no times are known."""
        if self.ended is None:
            return super().on
        return self.ended.astimezone(ZoneInfo(self.zone)).date()

    def problems(self) -> Iterator[FieldProblem]:
        """Yield a given day that its own times contradict."""
        if self.ended is None:
            yield from super().problems()
        elif self.day is not None and self.day != self.on:
            yield FieldProblem("day", "This belongs to the date of getting up, which its times put on another day.")


class Night(Sleep):
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
    def ended(self) -> datetime | None:
        """Getting out of bed for the day."""
        return self.out_at

    @property
    def awake_min(self) -> int | None:
        """Minutes awake after sleep onset; no wakings are 0 minutes."""
        return 0 if self.wakes == 0 else self.waso_min

    @property
    def onset(self) -> datetime | None:
        """Falling asleep: trying plus the minutes it took."""
        if self.try_at is None or self.sol_min is None:
            return None
        return self.try_at + self.sol_min * MINUTE

    @cached_property
    def period(self) -> tuple[datetime, datetime] | None:
        """Onset to last waking; bed to out where only minutes asleep are told."""
        if self.onset is not None and self.final_wake_at is not None:
            return self.onset, self.final_wake_at
        if self.asleep_min is not None and self.bed_at is not None and self.out_at is not None:
            return self.bed_at, self.out_at
        return None

    @property
    def diary_tst(self) -> float | None:
        """Total sleep time in minutes from the diary items: the sleep period less the minutes awake in it."""
        if self.onset is None or self.final_wake_at is None or self.awake_min is None:
            return None
        return (self.final_wake_at - self.onset) / MINUTE - self.awake_min

    @property
    def tst(self) -> float | None:
        """Total sleep time in minutes, from the diary items or as told."""
        return self.diary_tst if self.diary_tst is not None else self.asleep_min

    @property
    def tib(self) -> float | None:
        """Time in bed in minutes."""
        if self.bed_at is None or self.out_at is None:
            return None
        return (self.out_at - self.bed_at) / MINUTE

    def problems(self) -> Iterator[FieldProblem]:
        """Yield missing times, times out of order, and lengths that cannot be."""
        yield from super().problems()
        if self.asleep_min is None:
            for name in ("bed_at", "out_at"):
                if getattr(self, name) is None:
                    yield FieldProblem(name, "Bedtime and getting up are needed, or the minutes asleep.")
        yield from self._wakings()
        wrong = list(self._too_long() or self._order())
        yield from wrong
        if not wrong:
            yield from self._lengths()

    def _wakings(self) -> Iterator[FieldProblem]:
        if self.wakes and self.waso_min is None:
            yield FieldProblem("waso_min", "The minutes those wakings lasted together are needed.")
        if self.wakes == 0 and self.waso_min:
            yield FieldProblem("waso_min", "With no wakings this is 0.")

    def _order(self) -> Iterator[FieldProblem]:
        if self.bed_at and self.try_at and not timedelta(0) <= self.try_at - self.bed_at <= timedelta(hours=8):
            yield FieldProblem("try_at", self._apart("bed_at", "try_at", "Up to 8 hours fit between them."))
        began = self.onset or self.try_at or self.bed_at
        if began and self.final_wake_at and self.final_wake_at <= began:
            yield FieldProblem("final_wake_at", self._woken_before(began))
        if self.final_wake_at and self.out_at and self.out_at < self.final_wake_at:
            yield FieldProblem("out_at", self._apart("final_wake_at", "out_at"))
        if self.tib is not None and self.tib <= 0:
            same = "Getting into bed and getting up are at the same time here. One of the two times is off."
            yield FieldProblem("out_at", self._apart("bed_at", "out_at") if self.tib else same)

    def _woken_before(self, began: datetime) -> str:
        woken = f"The last waking {self.clock(self.final_wake_at)} is not after"
        if self.onset and self.sol_min:
            return f"{woken} falling asleep, {self.sol_min} min from {self.clock(self.try_at)}, at {self.clock(began)}."
        return f"{woken} {'trying to sleep' if self.try_at else 'getting into bed'} {self.clock(began)}."

    def _too_long(self) -> list[FieldProblem]:
        """Return what makes more than 24 hours in bed: times in the wrong order, or else the longest step."""
        if self.tib is None or self.tib <= 24 * 60:
            return []
        steps = list(pairwise(name for name in _TIMES if getattr(self, name)))
        if off := [step for step in steps if self._wrong_order(*step)]:
            return [FieldProblem(later, self._apart(earlier, later)) for earlier, later in off]
        earlier, later = max(steps, key=lambda step: self._gap(*step))
        more = f"That makes {minutes(self.tib)} in bed, and up to 24 hours fit."
        return [FieldProblem(later, self._apart(earlier, later, more))]

    def _lengths(self) -> Iterator[FieldProblem]:
        if self.awake_min and (longer := self._awake_too_long(self.awake_min)):
            yield FieldProblem("waso_min", longer)
        if self.diary_tst is not None and self.asleep_min is not None:
            yield FieldProblem("asleep_min", "The times above already give the minutes asleep.")
        if self.asleep_min is not None and self.tib is not None and self.asleep_min > self.tib:
            yield FieldProblem("asleep_min", f"That is longer than the {minutes(self.tib)} in bed.")

    def _apart(self, earlier: str, later: str, more: str = "") -> str:
        """Say how two times, meant in this order, do not fit."""
        first, second = (f"{_TIMES[name]} {self.clock(getattr(self, name))}" for name in (earlier, later))
        second = second[0].lower() + second[1:]
        if self._wrong_order(earlier, later):
            return f"{first} comes after {second}. One of the two times is off."
        return f"{first} and {second} lie {minutes(self._gap(earlier, later) / MINUTE)} apart. {more}"

    def _gap(self, earlier: str, later: str) -> timedelta:
        gap: timedelta = getattr(self, later) - getattr(self, earlier)
        return gap

    def _wrong_order(self, earlier: str, later: str) -> bool:
        """Whether the clock says so too: a form puts a time that comes too late on the day before."""
        first, second = (clock_minutes(getattr(self, name), self.zone) for name in (earlier, later))
        gap = self._gap(earlier, later)
        return gap < timedelta(0) or (gap >= timedelta(hours=16) and first > second)

    def _awake_too_long(self, awake: int) -> str:
        if self.diary_tst is not None and self.diary_tst < 0:
            lasted = minutes(self.diary_tst + awake)
            return (
                f"{awake} min awake is longer than the {lasted} from falling asleep {self.clock(self.onset)} "
                f"to the last waking {self.clock(self.final_wake_at)}."
            )
        if self.tib is not None and awake > self.tib:
            return f"{awake} min awake is longer than the {minutes(self.tib)} in bed."
        return ""


class Nap(Sleep):
    """A sleep apart from the night, at most 8 hours."""

    kind: Literal["nap"]
    start_at: Moment
    end_at: Moment

    @property
    def ended(self) -> datetime:
        """The end of the nap."""
        return self.end_at

    @property
    def length(self) -> float:
        """Elapsed minutes."""
        return (self.end_at - self.start_at) / MINUTE

    def problems(self) -> Iterator[FieldProblem]:
        """Yield an end that is not after the start, or a nap over 8 hours."""
        yield from super().problems()
        start, end = self.clock(self.start_at), self.clock(self.end_at)
        if self.length <= 0 or self.length >= 16 * 60:
            yield FieldProblem(
                "end_at", f"Waking up {end} is not after falling asleep {start}. A nap ends after it starts."
            )
        elif self.length > 8 * 60:
            yield FieldProblem("end_at", f"{start} to {end} is {minutes(self.length)}. A nap lasts up to 8 hours here.")
