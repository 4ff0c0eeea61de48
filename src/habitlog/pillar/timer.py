"""What a kind of entry can have timed: rounds of work and rest, or a stretch of stillness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from habitlog.pillar.field import FormField


@dataclass(frozen=True, slots=True)
class IntervalTimer:
    """A timer of rounds in blocks. All but the words name fields of the kind.

    `work` and `rest` hold seconds; `rounds` and `blocks` are asked beforehand and take what was completed. `minutes`
    takes whole minutes from the first round to the last, pauses left out; `started` the clock time of the first round.
    """

    title: str
    intro: str
    work: str
    rest: str
    rounds: str
    blocks: str
    minutes: str
    started: str
    mode: ClassVar[str] = "intervals"

    @property
    def asked_fields(self) -> tuple[str, ...]:
        """The fields that are asked before the start."""
        return (self.work, self.rest, self.rounds, self.blocks)

    @property
    def fields_by_role(self) -> dict[str, str]:
        """The field of each role."""
        asked = {"work": self.work, "rest": self.rest, "rounds": self.rounds, "blocks": self.blocks}
        return asked | {"minutes": self.minutes, "started": self.started}

    def start_label(self, field: FormField) -> str:
        """Return the words a field is asked with before the start."""
        return field.label


@dataclass(frozen=True, slots=True)
class MinutesTimer:
    """A timer of whole minutes. All but the words name fields of the kind.

    `what` is asked beforehand with `question`, as it lies ahead, and handed on as it is; `minutes` is asked, and takes
    whole minutes that ran, at least 1; `started` takes the clock time of the start.
    """

    title: str
    intro: str
    question: str
    subject: str
    minutes: str
    started: str
    mode: ClassVar[str] = "still"

    @property
    def asked_fields(self) -> tuple[str, ...]:
        """The fields that are asked before the start."""
        return (self.subject, self.minutes)

    @property
    def fields_by_role(self) -> dict[str, str]:
        """The field of each role."""
        return {"what": self.subject, "minutes": self.minutes, "started": self.started}

    def start_label(self, field: FormField) -> str:
        """Return the words a field is asked with before the start."""
        return self.question if field.name == self.subject else field.label


Timer = IntervalTimer | MinutesTimer
