"""The methods of window metrics of nights as plain JSON values: formulas in words, thresholds and sources."""

from __future__ import annotations

from typing import Any


def describe_regularity_method() -> dict[str, Any]:
    """Return the method of the Sleep Regularity Index."""
    from habitlog.stats.block_jackknife import describe_jackknife  # noqa: PLC0415 - numpy is loaded by the first window
    from habitlog.stats.sleep_regularity import MAX_UNKNOWN_HOURS, MIN_DAY_PAIRS, MIN_TRAVEL_OFFSET  # noqa: PLC0415 - numpy is loaded by the first window

    return {
        "name": "habitlog-sleep-regularity-index",
        "version": "1.2",
        "unit": "-100 to 100",
        "formula": "-100 + 200 * equal pairs of epochs / pairs of epochs where both are known; a pair is the same "
        "minute of the local clock on two days in a row",
        "epoch_minutes": 1,
        "day": "from local noon of the day before to local noon, in the zone of the longest main sleep of its date; "
        "known when every main sleep of its date has a sleep period",
        "asleep": "from falling asleep to the last waking of every main sleep, wakings between not taken out, and naps",
        "clock_change": "the skipped hour is unknown; of a repeated hour the second pass counts",
        "travel": "a pair of days whose zones lie 2 h or more apart is left out",
        "travel_hours": MIN_TRAVEL_OFFSET.total_seconds() / 3600,
        "dropped_above_unknown_hours": MAX_UNKNOWN_HOURS,
        "missing": "left out, never filled in",
        "needed": {"pairs_of_days": MIN_DAY_PAIRS},
        "interval": describe_jackknife("logarithm of the share of pairs of epochs that differ", "pairs of days"),
        "sources": ["phillips2017"],
    }


def describe_spread_method(name: str, times: str) -> dict[str, Any]:
    """Return the method of a circular standard deviation; `times` says of what, in words."""
    from habitlog.stats import circular  # noqa: PLC0415 - as above
    from habitlog.stats.block_jackknife import describe_jackknife  # noqa: PLC0415 - as above
    from habitlog.stats.sleep_regularity import MIN_NIGHTS  # noqa: PLC0415 - as above

    return {
        "name": name,
        "version": "1.2",
        "unit": "min",
        "night": "the longest main sleep of a date: by time asleep, or time in bed where that is not known",
        "formula": f"circular SD of {times}: sqrt(-2 ln R) * 1440/(2 pi), R the mean resultant length",
        "no_value_below_resultant": circular.MIN_RESULTANT,
        "missing": "left out, never filled in",
        "needed": {"nights": MIN_NIGHTS},
        "interval": describe_jackknife("logarithm of the circular SD, none below 0.001 min", "nights"),
        "sources": ["fischer2021"],
    }


def describe_social_jetlag_method() -> dict[str, Any]:
    """Return the method of social jetlag."""
    from habitlog.stats import circular, social_jetlag  # noqa: PLC0415 - as above
    from habitlog.stats.block_jackknife import describe_jackknife  # noqa: PLC0415 - as above
    from habitlog.stats.sleep_regularity import MIN_TRAVEL_OFFSET  # noqa: PLC0415 - as above

    return {
        "name": "habitlog-social-jetlag",
        "version": "1.2",
        "unit": "min",
        "night": "the longest main sleep of a date: by time asleep, or time in bed where that is not known",
        "formula": "shortest circular difference between the circular mean midpoints of sleep on free nights (MSF) and "
        "on work nights (MSW), MSF - MSW; the value is its size",
        "chronotype": "MSFsc = MSF, less half of (SD_F - SD_week) where mean sleep is longer on free nights (SD_F) "
        "than on work nights (SD_W); none where an alarm ends sleep on free nights",
        "sleep_of_the_week": "SD_week = (n_w * SD_W + n_f * SD_F) / (n_w + n_f), n the days of each kind",
        "travel": "nights before the last change of zone of 2 h or more are left out",
        "travel_hours": MIN_TRAVEL_OFFSET.total_seconds() / 3600,
        "no_value_below_resultant": circular.MIN_RESULTANT,
        "within_days": social_jetlag.WITHIN_DAYS,
        "missing": "left out, never filled in",
        "needed": {"work_nights": social_jetlag.MIN_WORK_NIGHTS, "free_nights": social_jetlag.MIN_FREE_NIGHTS},
        "interval": {
            **describe_jackknife("MSF - MSW, each replicate by whole days within 12 h of it", "nights of both kinds"),
            "of_size": "the sizes of both ends, the smaller first; from 0 on where 0 lies between them",
        },
        "sources": ["wittmann2006"],
    }
