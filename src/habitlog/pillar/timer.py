"""What a kind of entry can have timed: rounds of work and rest, or a stretch of stillness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from habitlog.pillar.field import Field


@dataclass(frozen=True, slots=True)
class IntervalTimer:
    """A timer of rounds in blocks. All but the words name fields of the kind.

    `work` and `rest` hold seconds; `rounds` and `blocks` are asked beforehand and take what was completed. `minutes`
    takes whole minutes from the first round to the last, pauses left out; `started` the clock time of the first round.
    """

    title: str
    lead: str
    work: str
    rest: str
    rounds: str
    blocks: str
    minutes: str
    started: str
    manner: ClassVar[str] = "intervals"

    @property
    def asks(self) -> tuple[str, ...]:
        """The fields that are asked before the start."""
        return (self.work, self.rest, self.rounds, self.blocks)

    @property
    def roles(self) -> dict[str, str]:
        """The field of each role."""
        asked = {"work": self.work, "rest": self.rest, "rounds": self.rounds, "blocks": self.blocks}
        return asked | {"minutes": self.minutes, "started": self.started}

    def label(self, field: Field) -> str:
        """Return the words a field is asked with before the start."""
        return field.label


@dataclass(frozen=True, slots=True)
class StillTimer:
    """A timer of whole minutes. All but the words name fields of the kind.

    `what` is asked beforehand with `question`, as it lies ahead, and handed on as it is; `minutes` is asked, and takes
    whole minutes that ran, at least 1; `started` takes the clock time of the start.
    """

    title: str
    lead: str
    question: str
    what: str
    minutes: str
    started: str
    manner: ClassVar[str] = "still"

    @property
    def asks(self) -> tuple[str, ...]:
        """The fields that are asked before the start."""
        return (self.what, self.minutes)

    @property
    def roles(self) -> dict[str, str]:
        """The field of each role."""
        return {"what": self.what, "minutes": self.minutes, "started": self.started}

    def label(self, field: Field) -> str:
        """Return the words a field is asked with before the start."""
        return self.question if field.name == self.what else field.label


Timer = IntervalTimer | StillTimer
