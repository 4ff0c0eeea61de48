"""What a verdict needs, and which requirement a period does not meet."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

InsufficientDataCode: TypeAlias = Literal["few_weeks", "few_weeks_of_period", "mostly_identical", "no_mean_direction"]


class InsufficientData(NamedTuple):
    """The requirement that is not met: `have` of `needed`, for `mostly_identical` `have` where `needed` is the most.

    All count weeks with a value, of both compared periods together; `few_weeks_of_period` counts those of the period
    that has fewer. `no_mean_direction` counts weeks whose clock times have a mean. `n` are those of both periods.
    """

    code: InsufficientDataCode
    have: int
    needed: int
    n: int
