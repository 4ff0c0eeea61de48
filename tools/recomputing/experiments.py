"""Experiments: the draw from its seed, and the result of each that is over, counted in whole numbers.

A second implementation of docs/experiments.md. All combinations of signs are counted with one long integer: its digits,
in a base above 2^n, are the numbers of combinations by their sum.
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import fmean

from recomputing.days import DAILY_METRICS, Values, compute_daily_values
from recomputing.export import Export, JsonObject
from recomputing.trend import circular_direction

DAY = timedelta(days=1)
CONTEXTS = ("ill", "travelling")


def iter_experiments(export: Export, today: date) -> Iterator[JsonObject]:
    """Yield every experiment with its drawn days so far; the result of one that runs is not computed."""
    for experiment in export.experiments:
        yield recompute_experiment(export, experiment, today)


def recompute_experiment(export: Export, experiment: JsonObject, today: date) -> JsonObject:
    """Return an experiment: its state, its drawn days up to today, and its result when it is over."""
    first, count = date.fromisoformat(experiment["first_day"]), 7 * experiment["weeks"]
    stopped = experiment["stopped_on"] and date.fromisoformat(experiment["stopped_on"])
    last_value = first + (count - 1 + experiment["lag_days"]) * DAY
    state = "stopped" if stopped else "planned" if today < first else "running" if today <= last_value else "ended"
    arms = draw_arms(experiment["seed"], count // 2)
    end = stopped - DAY if stopped else today
    days = [{"day": str(first + n * DAY), "arm": arm} for n, arm in enumerate(arms) if first + n * DAY <= end]
    is_over = state in {"stopped", "ended"}
    return {
        "id": experiment["id"],
        "state": state,
        "commitment": hashlib.sha256(experiment["seed"].encode()).hexdigest(),
        "days": days,
        "result": judge_experiment(export, experiment, days, today) if is_over else None,
    }


def draw_arms(seed: str, pairs: int) -> list[str]:
    """Return the habit of each day."""
    arms = []
    for pair in range(1, pairs + 1):
        is_a_first = hashlib.sha256(f"{seed}:{pair}".encode()).hexdigest()[0] in "01234567"
        arms += ["a", "b"] if is_a_first else ["b", "a"]
    return arms


def judge_experiment(export: Export, experiment: JsonObject, days: list[JsonObject], today: date) -> JsonObject:
    """Return what the pairs of the drawn days say."""
    method, metric = export.methods["habitlog-experiment"], experiment["metric"]
    summary, value_when_none, number = DAILY_METRICS[metric]
    values = compute_daily_values(export, metric.partition(".")[0], value_when_none, number, today)
    said = {item["day"]: item["said"] for item in experiment["days"]}
    drawn = [describe_day(export, item, values, experiment["lag_days"], said.get(item["day"])) for item in days]
    pairs = [make_pair(pair, summary) for pair in zip(drawn[0::2], drawn[1::2], strict=False)]
    counted = [pair for pair in pairs if pair["difference"] is not None]
    differences = [pair["difference"] for pair in counted]
    done = [pair["difference"] for pair in counted if all(day["said"] == "as_drawn" for day in pair["days"])]
    result = compute_effect(differences, method)
    verdict = "not_enough_pairs"
    if result["p"] is not None:
        side = "more" if result["difference"] > 0 else "less"
        verdict = side if result["p"] <= method["level"] else "no_clear_difference"
    of_pairs = [day for pair in pairs for day in pair["days"]]
    reasons = [find_reason(pair) for pair in pairs]
    return {
        "verdict": verdict,
        **result,
        "mean_a": average(counted, "a", summary, export),
        "mean_b": average(counted, "b", summary, export),
        "left_out": dict(Counter(reason for reason in reasons if reason)),
        "days_without_value": dict(Counter(day["arm"] for day in of_pairs if day["value"] is None)),
        "as_done": compute_effect(done, method),
        "values": pairs,
    }


def describe_day(export: Export, item: JsonObject, values: Values, lag_days: int, said: str | None) -> JsonObject:
    """Return a drawn day with its value, what was said of it, and why its pair does not count."""
    day = date.fromisoformat(item["day"])
    value_day = day + lag_days * DAY
    contexts = find_contexts(export, day) | find_contexts(export, value_day)
    value = values.get(value_day)
    reason = next((context for context in CONTEXTS if context in contexts), None)
    return {**item, "said": said, "value": value, "left_out": reason or ("no_value" if value is None else None)}


def find_contexts(export: Export, day: date) -> set[str]:
    """Return what the food list and the tags of a day say of it."""
    words_by_context: dict[str, list[str]] = export.methods["habitlog-experiment"]["tag_words"]
    found = {context for entry in export.entries["diet"].get(day, ()) for context in entry["context"] or ()}
    names = [fold(tag["name"]) for tag in export.day_tags if day.isoformat() in tag["days"]]
    for context, words in words_by_context.items():
        if any(re.search(rf"\b{re.escape(word)}\b", name) for word in words for name in names):
            found.add(context)
    return found


def fold(text: str) -> str:
    """Return a text without letter case and accents."""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def make_pair(days: tuple[JsonObject, JsonObject], summary: str) -> JsonObject:
    """Return a pair with the value of its day of habit a less that of habit b, where it counts."""
    pair: JsonObject = {"difference": None, "days": list(days)}
    if not any(day["left_out"] for day in days):
        by_arm = {day["arm"]: day["value"] for day in days}
        difference = by_arm["a"] - by_arm["b"]
        pair["difference"] = (difference + 720) % 1440 - 720 if summary == "clock" else difference
    return pair


def find_reason(pair: JsonObject) -> str | None:
    """Return why a pair does not count: of several reasons ill before travelling before a missing value."""
    reasons = {day["left_out"] for day in pair["days"]}
    return next((reason for reason in (*CONTEXTS, "no_value") if reason in reasons), None)


def average(pairs: list[JsonObject], arm: str, summary: str, export: Export) -> float | None:
    """Return the mean value of the days of a habit; of clock times the circular mean."""
    values = [day["value"] for pair in pairs for day in pair["days"] if day["arm"] == arm]
    if not values or summary != "clock":
        return fmean(values) if values else None
    direction = circular_direction(values, export.methods["clock"]["clock"]["no_mean_below_resultant"])
    return direction and direction[0]


def compute_effect(differences: list[float], method: JsonObject) -> JsonObject:
    """Return the mean difference with its interval and p, which it takes enough pairs for."""
    effect: JsonObject = {"pairs": len(differences), "difference": None, "low": None, "high": None, "p": None}
    if not differences:
        return effect
    effect["difference"] = math.fsum(differences) / len(differences)
    if len(differences) < method["needed_pairs"]:
        return effect
    step = method["smallest_step"]
    while math.fsum(map(abs, differences)) / step > method["max_steps"]:
        step *= 10
    steps = [round(difference / step) for difference in differences]
    low, high = find_interval(steps, method["level"])
    return {**effect, "low": low * step, "high": high * step, "p": count_p(steps)}


def count_p(steps: list[int]) -> float:
    """Return the share of all combinations of signs whose sum is at least as far from 0."""
    sizes, distance = [abs(step) for step in steps], abs(sum(steps))
    if distance == 0:
        return 1.0
    most = (sum(sizes) - distance) // 2
    bits = len(sizes) + 2
    kept = (1 << bits * (most + 1)) - 1
    numbers_by_sum = 1
    for size in sizes:
        if size <= most:
            numbers_by_sum = (numbers_by_sum + (numbers_by_sum << bits * size)) & kept
    # A number is congruent to the sum of its digits, modulo the base less one.
    combinations = numbers_by_sum % ((1 << bits) - 1)
    return min(1.0, 2 * combinations / (1 << len(sizes)))


def find_interval(steps: list[int], level: float) -> tuple[int, int]:
    """Return the least and the greatest shift that is not rejected; without one the two around the mean."""
    mean = sum(steps) / len(steps)

    def is_kept(shift: int) -> bool:
        return count_p([step - shift for step in steps]) > level

    inside = next((shift for shift in (round(mean), math.floor(mean), math.ceil(mean)) if is_kept(shift)), None)
    if inside is None:
        return math.floor(mean), math.ceil(mean)
    ends = []
    for outside in (min(steps) - 1, max(steps) + 1):
        kept, rejected = inside, outside
        while abs(kept - rejected) > 1:
            middle = (kept + rejected) // 2
            kept, rejected = (middle, rejected) if is_kept(middle) else (kept, middle)
        ends.append(kept)
    return ends[0], ends[1]


def format_experiment(found: JsonObject) -> str:
    """Return an experiment as a line: its state, and the result with its interval."""
    result = found["result"]
    if result is None:
        outcome = f"day {len(found['days'])}, result kept back until the end"
    elif result["p"] is None:
        outcome = f"{result['verdict'].replace('_', ' ')}: {result['pairs']} pairs"
    else:
        numbers = "{difference:+.3f}, {low:+.3f} to {high:+.3f}, p {p:.4f}, {pairs} pairs".format(**result)
        outcome = f"{result['verdict'].replace('_', ' ')}: {numbers}"
    return f"experiment {found['id']}  {found['state']:8}  {outcome}"
