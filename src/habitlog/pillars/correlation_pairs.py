"""The fixed list of what may have gone together: twenty pairs of daily metrics, and how each end is told in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple


class CorrelationPair(NamedTuple):
    """Two daily metrics, the second told `lag` days after the first, and `when` that is, in words."""

    earlier: str
    later: str
    lag_days: int
    lag_text: str


NIGHT_METRICS = ("sleep.duration", "sleep.midpoint", "sleep.quality")
DIRECTION_WORDS: MappingProxyType[str, tuple[str, str]] = MappingProxyType(
    {
        "sleep.duration": ("longer nights", "shorter nights"),
        "sleep.midpoint": ("later nights", "earlier nights"),
        "sleep.quality": ("a higher sleep quality", "a lower sleep quality"),
        "diet.gdr": ("a higher food-group score", "a lower food-group score"),
        "training.session_load": ("more session load", "less session load"),
        "stress.practice": ("more minutes of practice", "fewer minutes of practice"),
        "stress.level": ("a higher stress level", "a lower stress level"),
    }
)
"""What a day with more of a metric had, and a day with less."""

_LAG_TEXTS_AFTER_NIGHT = ("on the day of getting up", "on the day after that")
_LAG_TEXTS_TO_NIGHT = ("", "in the night after", "in the second night after")
_LAG_TEXTS_DAY_TO_DAY = ("", "on the day after", "two days later")


def _choose_lag_text(earlier: str, later: str, lag: int) -> str:
    # A night belongs to the day of getting up, so the night after a day bears the next day's date.
    if earlier in NIGHT_METRICS:
        return _LAG_TEXTS_AFTER_NIGHT[lag]
    return _LAG_TEXTS_TO_NIGHT[lag] if later in NIGHT_METRICS else _LAG_TEXTS_DAY_TO_DAY[lag]


_PAIR_DEFINITIONS = [
    *((night, day, lag) for night in NIGHT_METRICS[:2] for day in ("stress.level", "diet.gdr") for lag in (0, 1)),
    *(
        (done, later, lag)
        for done in ("training.session_load", "stress.practice")
        for later in ("sleep.duration", "sleep.quality", "stress.level")
        for lag in (1, 2)
    ),
]

CORRELATION_PAIRS: tuple[CorrelationPair, ...] = tuple(
    CorrelationPair(*ends, _choose_lag_text(*ends)) for ends in _PAIR_DEFINITIONS
)
"""Every question that is asked, always all of them, so that nobody looks until something shows."""
