"""The fixed list of pairs that patterns test: twenty pairs of daily metrics, with the words for each."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from habitlog.translation import gettext_noop


class CorrelationPair(NamedTuple):
    """Two daily metrics, the second `lag_days` after the first; `lag_text` says when that is."""

    earlier: str
    later: str
    lag_days: int
    lag_text: str


NIGHT_METRICS = ("sleep.duration", "sleep.midpoint", "sleep.quality")
DIRECTION_WORDS: MappingProxyType[str, tuple[str, str]] = MappingProxyType(
    {
        "sleep.duration": (gettext_noop("longer nights"), gettext_noop("shorter nights")),
        "sleep.midpoint": (gettext_noop("later nights"), gettext_noop("earlier nights")),
        "sleep.quality": (gettext_noop("a higher sleep quality"), gettext_noop("a lower sleep quality")),
        "diet.gdr": (gettext_noop("a higher diet score"), gettext_noop("a lower diet score")),
        "training.session_load": (gettext_noop("more session load"), gettext_noop("less session load")),
        "stress.practice": (gettext_noop("more minutes of practice"), gettext_noop("fewer minutes of practice")),
        "stress.level": (gettext_noop("a higher stress level"), gettext_noop("a lower stress level")),
    }
)
"""By metric: a day with more of it, and a day with less."""


class Step(NamedTuple):
    """A difference of a metric, in its unit, as people would name it, and how a sentence begins with it."""

    size: float
    text: str


STEPS: MappingProxyType[str, Step] = MappingProxyType(
    {
        "sleep.duration": Step(60.0, gettext_noop("With a night one hour longer")),
        "sleep.midpoint": Step(60.0, gettext_noop("With a night one hour later")),
        "sleep.quality": Step(1.0, gettext_noop("With a sleep quality one point higher")),
        "training.session_load": Step(100.0, gettext_noop("With 100 AU more session load")),
        "stress.practice": Step(10.0, gettext_noop("With 10 minutes more of practice")),
        "stress.level": Step(1.0, gettext_noop("With a stress level one point higher")),
    }
)
"""By the earlier metric of a pair, for what its slope is told."""

# A night belongs to the day of getting up, so the night after a day bears the next day's date.
_LAG_TEXTS_AFTER_NIGHT = (gettext_noop("on the day of getting up"), gettext_noop("on the day after that"))
_LAG_TEXTS_TO_NIGHT = ("", gettext_noop("in the night after"))
_LAG_TEXTS_DAY_TO_DAY = ("", gettext_noop("on the day after"))


def _choose_lag_text(earlier: str, later: str, lag: int) -> str:
    if earlier in NIGHT_METRICS:
        return _LAG_TEXTS_AFTER_NIGHT[lag]
    return _LAG_TEXTS_TO_NIGHT[lag] if later in NIGHT_METRICS else _LAG_TEXTS_DAY_TO_DAY[lag]


_PAIR_DEFINITIONS = [
    *((night, day, lag) for night in NIGHT_METRICS[:2] for day in ("stress.level", "diet.gdr") for lag in (0, 1)),
    *(
        (done, later, 1)
        for done in ("training.session_load", "stress.practice")
        for later in ("sleep.duration", "sleep.quality", "stress.level")
    ),
    *(("stress.level", night, 1) for night in NIGHT_METRICS),
    ("sleep.quality", "stress.level", 0),
    ("sleep.duration", "training.session_load", 0),
    ("sleep.quality", "training.session_load", 0),
]

CORRELATION_PAIRS: tuple[CorrelationPair, ...] = tuple(
    CorrelationPair(*ends, _choose_lag_text(*ends)) for ends in _PAIR_DEFINITIONS
)
"""All of them are tested every time: choosing pairs after a look at the data would find patterns by chance."""
