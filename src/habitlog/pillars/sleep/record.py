"""Nights and naps, as they are read at every door; items after the consensus sleep diary (carney2012), own words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from habitlog.errors import FieldProblem
from habitlog.pillar import EntryRecord, Moment

MINUTE = timedelta(minutes=1)


class Sleep(EntryRecord):
    """A night or a nap: its day is the local date on which it ended."""

    @property
    def ended(self) -> datetime | None:
        """The instant that decides the day, where it is known."""
        raise NotImplementedError

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

    @property
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
        order = list(self._order())
        yield from order
        if not order:
            yield from self._lengths()

    def _wakings(self) -> Iterator[FieldProblem]:
        if self.wakes and self.waso_min is None:
            yield FieldProblem("waso_min", "The minutes those wakings lasted together are needed.")
        if self.wakes == 0 and self.waso_min:
            yield FieldProblem("waso_min", "With no wakings this is 0.")

    def _order(self) -> Iterator[FieldProblem]:
        if self.bed_at and self.try_at and not timedelta(0) <= self.try_at - self.bed_at <= timedelta(hours=8):
            yield FieldProblem("try_at", "Trying to sleep comes at or after getting into bed, within 8 hours.")
        began = self.onset or self.try_at or self.bed_at
        if began and self.final_wake_at and self.final_wake_at <= began:
            yield FieldProblem("final_wake_at", "The last waking comes before falling asleep here.")
        if self.final_wake_at and self.out_at and self.out_at < self.final_wake_at:
            yield FieldProblem("out_at", "Getting up comes before the last waking here. One of the two times is off.")
        if self.tib is not None and self.tib <= 0:
            yield FieldProblem("out_at", "Getting up comes before getting into bed here.")

    def _lengths(self) -> Iterator[FieldProblem]:
        if self.tib is not None and self.tib > 24 * 60:
            yield FieldProblem("out_at", "That is more than 24 hours in bed.")
        if self.diary_tst is not None and self.diary_tst < 0:
            yield FieldProblem(
                "waso_min",
                "The minutes awake are longer than the time between falling asleep and the last waking.",
            )
        if self.diary_tst is not None and self.asleep_min is not None:
            yield FieldProblem("asleep_min", "The times above already give the minutes asleep.")
        if self.asleep_min is not None and self.tib is not None and self.asleep_min > self.tib:
            yield FieldProblem("asleep_min", "That is longer than the time in bed.")


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
        if not 0 < self.length <= 8 * 60:
            yield FieldProblem("end_at", "A nap ends after it starts, within 8 hours.")
