"""The records of training sessions: resistance sets, intervals and other movement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from habitlog.errors import FieldProblem
from habitlog.tracking import EntryRecord, Moment, Text, find_start_problem
from habitlog.tracking.entry import EntryPart, list_field_names
from habitlog.validation import Number

Modality = Literal["run", "cycle", "row", "swim", "ski-erg", "stairs", "bodyweight", "mixed", "other"]


class Set(EntryPart):
    """One set: repetitions, seconds or a distance of an exercise, and what else is known of it.

    `load_kg` 0 is bodyweight, below 0 the help of a machine or band, None is not told. `reps` 0 is attempted, failed.
    `rpe` is the RIR-based scale of zourdos2016, not the session effort.
    """

    exercise: Text
    set_type: Literal["warmup", "work", "amrap"] = "work"
    reps: Annotated[int, Field(ge=0, le=100)] | None = None
    load_kg: Annotated[Number, Field(ge=-300, le=1000)] | None = None
    rpe: Annotated[Number, Field(ge=1, le=10, multiple_of=0.5)] | None = None
    rir: Annotated[int, Field(ge=0, le=10)] | None = None
    rest_s: Annotated[int, Field(ge=0, le=1800)] | None = None
    seconds: Annotated[int, Field(ge=1, le=54_000)] | None = None
    distance_m: Annotated[Number, Field(ge=0.5, le=500_000)] | None = None

    @property
    def has_amount(self) -> bool:
        """Whether it says how much was done: without repetitions, seconds or a distance it is no set."""
        return self.reps is not None or self.is_timed_or_measured

    @property
    def is_timed_or_measured(self) -> bool:
        """Whether it counts seconds or metres: it then has no volume load and no estimated maximum."""
        return self.seconds is not None or self.distance_m is not None

    @property
    def is_work_set(self) -> bool:
        """Whether this is a set of work: neither a warm-up nor a failed attempt, and with an amount."""
        return self.set_type != "warmup" and self.reps != 0 and self.has_amount

    @property
    def lifted_kg(self) -> float | None:
        """The load of a repetition, for volume load and estimated maximum; None where they do not take this set.

        They leave out sets that count seconds or metres, and a negative load: it says how much was not lifted.
        """
        if self.load_kg is None or self.load_kg < 0 or self.is_timed_or_measured:
            return None
        return self.load_kg

    def contradicts_itself(self) -> bool:
        """Whether RPE and repetitions in reserve describe different sets (checked from RPE 7 up)."""
        if self.rpe is None or self.rir is None or self.rpe < 7:
            return False
        return abs(self.rpe + self.rir - 10) > 0.5


class TrainingSession(EntryRecord):
    """What every session can say: minutes, effort 0 to 10 (foster2001), and when it began."""

    codes_accepted_in_exports: ClassVar[frozenset[str]] = frozenset({"start_on_another_day"})

    session_min: Annotated[int, Field(ge=1, le=900)] | None = None
    effort: Annotated[int, Field(ge=0, le=10)] | None = None
    started_at: Moment | None = None

    def find_problems(self) -> Iterator[FieldProblem]:
        """Yield a start on another day."""
        yield from super().find_problems()
        yield from find_start_problem(self, self.started_at)

    @property
    def session_load(self) -> int | None:
        """Session load in arbitrary units: effort times minutes (foster2001)."""
        return None if self.effort is None or self.session_min is None else self.effort * self.session_min


class Resistance(TrainingSession):
    """Sets in the order they were done."""

    codes_accepted_in_exports: ClassVar[frozenset[str]] = frozenset({"set_without_amount", "start_on_another_day"})

    kind: Literal["resistance"]
    sets: Annotated[list[Set], Field(min_length=1, max_length=200)]

    def find_problems(self) -> Iterator[FieldProblem]:
        """Yield the sets without an amount, and those whose RPE and reserve contradict each other."""
        yield from super().find_problems()
        for place, one in enumerate(self.sets):
            if not one.has_amount:
                yield FieldProblem(f"sets.{place}.reps", "set_without_amount")
            if one.contradicts_itself():
                yield FieldProblem(f"sets.{place}.rir", "rpe_and_reserve_contradict")

    def iter_free_texts(self) -> Iterator[tuple[str, str]]:
        """Yield each exercise name once, at the first set that carries it."""
        first = {one.exercise: place for place, one in reversed(list(enumerate(self.sets)))}
        for exercise, place in first.items():
            yield f"sets.{place}.exercise", exercise

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Rebuild a session with its sets as `Set` values."""
        values = {name: row[name] for name in list_field_names(cls)}
        return cls.from_stored({**values, "sets": [Set.from_stored(one) for one in values["sets"]]})


class Hiit(TrainingSession):
    """Rounds of work and rest, in blocks."""

    kind: Literal["hiit"]
    modality: Modality
    work_s: Annotated[int, Field(ge=5, le=600)]
    rest_s: Annotated[int, Field(ge=0, le=900)]
    rounds: Annotated[int, Field(ge=1, le=60)]
    blocks: Annotated[int, Field(ge=1, le=10)] = 1
    warmup_min: Annotated[int, Field(ge=0, le=60)] | None = None
    cooldown_min: Annotated[int, Field(ge=0, le=60)] | None = None
    hr_avg: Annotated[int, Field(ge=30, le=250)] | None = None
    hr_max: Annotated[int, Field(ge=30, le=250)] | None = None

    @property
    def total_work_s(self) -> int:
        """Seconds of work in all."""
        return self.rounds * self.work_s * self.blocks

    @property
    def block_duration_s(self) -> int:
        """Seconds of one block from its first work to its last; the rest after the last round is not counted."""
        return self.rounds * (self.work_s + self.rest_s) - self.rest_s

    @property
    def total_interval_s(self) -> int:
        """Seconds of all blocks; pauses between blocks are not entered, so they are not counted."""
        return self.block_duration_s * self.blocks

    @property
    def work_to_rest(self) -> Fraction | None:
        """Work over rest, exactly; None where there is no rest."""
        return Fraction(self.work_s, self.rest_s) if self.rest_s else None

    def find_problems(self) -> Iterator[FieldProblem]:
        """Yield a highest heart rate below the average one."""
        yield from super().find_problems()
        if self.hr_avg is not None and self.hr_max is not None and self.hr_max < self.hr_avg:
            yield FieldProblem("hr_max", "highest_heart_rate_below_average")


class Other(TrainingSession):
    """Any other movement, named by the person."""

    free_text_fields: ClassVar[tuple[str, ...]] = ("activity",)

    kind: Literal["other"]
    activity: Text
