"""Steady within a margin: two one-sided tests at 5 % each, by the 90 % interval of a change."""

from __future__ import annotations

import math

from recomputing.export import JsonObject
from recomputing.trend import t_quantile


def judge_by_margin(result: JsonObject, margin: float | None, trend: JsonObject) -> JsonObject:
    """Return a result with the margin of its metric, and with the verdict "steady" where only that can be said."""
    change, is_within = result["change"], False
    if margin is not None and change and result["verdict"] != "not_enough_data":
        degrees = max(trend["least_degrees"], math.floor(trend["degrees_per_week"] * (result["judged"]["n"] - 2)))
        narrow = (change["high"] - change["value"]) * t_quantile(degrees, trend["steady_percent"]) / t_quantile(degrees)
        is_within = abs(change["value"]) + narrow < margin
    verdict = "steady" if is_within and result["verdict"] == "no_clear_change" else result["verdict"]
    return {**result, "verdict": verdict, "margin": margin, "within_margin": is_within}
