"""The records of stress practices and levels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from habitlog.errors import FieldProblem
from habitlog.tracking import EntryRecord, Moment, Text, find_start_problem

PracticeName = Literal[
    "breathing", "meditation", "nature", "journaling", "yoga_tai_chi", "prayer_reflection",
    "music", "social", "creative", "rest", "other",
]  # fmt: skip
StressRating = Annotated[int, Field(ge=0, le=10)]


class Practice(EntryRecord):
    """One practice; stress before and after are an optional pair on the same 0 to 10 scale as the level."""

    free_text_fields: ClassVar[tuple[str, ...]] = ("practice_text",)
    codes_accepted_in_exports: ClassVar[frozenset[str]] = frozenset({"start_on_another_day"})

    kind: Literal["practice"]
    practice: PracticeName
    practice_text: Text | None = None
    minutes: Annotated[int, Field(ge=1, le=600)]
    started_at: Moment | None = None
    stress_before: StressRating | None = None
    stress_after: StressRating | None = None

    def find_problems(self) -> Iterator[FieldProblem]:
        """Yield a start on another day, an unnamed other practice, a name where none belongs, and half a pair."""
        yield from super().find_problems()
        yield from find_start_problem(self, self.started_at)
        if self.practice == "other" and self.practice_text is None:
            yield FieldProblem("practice_text", "practice_name_needed")
        if self.practice != "other" and self.practice_text is not None:
            yield FieldProblem("practice_text", "practice_name_not_expected")
        if (self.stress_before is None) != (self.stress_after is None):
            missing = "stress_before" if self.stress_before is None else "stress_after"
            yield FieldProblem(missing, "stress_pair_incomplete")


class StressLevel(EntryRecord):
    """Stress now, once a day: 0 no stress at all, 10 as stressed as I can imagine."""

    kind: Literal["level"]
    stress_now: StressRating
