"""The method of experiments as JSON values: enough to draw the days again and to compute the result again."""

from __future__ import annotations

from typing import Any

from habitlog.stats import paired_draw, sign_flip

EXPERIMENT_METHOD_NAME = "habitlog-experiment"
EXPERIMENT_METHOD_VERSION = "1.0"


def describe_experiment_method() -> dict[str, Any]:
    """Return how experiments are drawn and judged as plain JSON values."""
    return {
        "name": EXPERIMENT_METHOD_NAME,
        "version": EXPERIMENT_METHOD_VERSION,
        "commitment": "SHA-256 of the seed's text",
        "draw": "days in pairs from the first day on; of pair k, from 1, the first hexadecimal digit of the SHA-256 of "
        "the text seed:k; below 8 habit a is on the earlier day, otherwise habit b",
        "value": "that of the metric on the drawn day, or with lag_days 1 on the day after",
        "analysed": "as drawn, whatever was said of a day (intention to treat); pairs whose days are before the day of "
        "an early stop",
        "left_out": "pairs with a day without a value, and pairs with a drawn day, or the day of its value, whose food "
        "list says ill or travelling, or that has a tag whose folded name has one of tag_words",
        "difference": "value of the day of a less that of the day of b; of clock times the short way round the day",
        "as_done": "the same with those of these pairs alone whose two days were said to be done as drawn",
        "test": "two-sided, of all combinations of signs of the differences; p is the share whose sum is at least as "
        "far from 0; exact, of differences in whole steps",
        "step": "the smallest power of ten, at least smallest_step, by which the sizes of all differences add up to at "
        "most max_steps",
        "smallest_step": 10.0**sign_flip.SMALLEST_STEP_EXPONENT,
        "max_steps": sign_flip.MAX_STEPS,
        "interval": "95 %: the least and the greatest shift by whole steps that, taken off every difference, is not "
        "rejected; the steps around the mean where there is none",
        "level": sign_flip.LEVEL,
        "verdict": "more: p at most level and a mean difference above 0; less: below 0; otherwise no_clear_difference",
        "needed_pairs": sign_flip.MIN_PAIRS,
        "days_per_pair": paired_draw.DAYS_PER_PAIR,
        "sources": ["Edgington and Onghena 2007, Randomization Tests", "Vohra et al. 2015, BMJ 350:h1738 (CENT 2015)"],
    }
