"""The numbers of a day, computed from its entries and mark: food, sleep, training and stress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from recomputing.export import Entry, Export

DayFunction: TypeAlias = Callable[[list[Entry]], float | None]
Values: TypeAlias = dict[date, float]
"""One number for each day that has one, oldest first."""

# ---- food: the GDR rules (herforth2020)

PROTECT = (
    "whole_grains", "pulses", "nuts_seeds", "orange_veg", "leafy_greens", "other_veg", "orange_fruit", "citrus",
    "other_fruit",
)  # fmt: skip
FIBRE = "whole_grains", "pulses", "orange_veg leafy_greens other_veg", "orange_fruit citrus other_fruit", "nuts_seeds"
FAMILIES = (
    "refined_staples whole_grains white_roots", "pulses", "nuts_seeds", "cheese yogurt milk",
    "processed_meat ruminant_meat other_red_meat poultry fish", "eggs", "leafy_greens", "orange_veg orange_fruit",
    "other_veg", "citrus other_fruit",
)  # fmt: skip
RISKS = "soft_drinks", "baked_sweets", "other_sweets", "deep_fried", "salty_snacks"
FORMS = "core19", "full29"
SHARED = "ruminant_meat other_red_meat", "instant_noodles fast_food"


def count_groups(items: set[str], groups: Iterable[str]) -> int:
    """Return how many of `groups` (keys of foods, separated by spaces) were eaten."""
    return sum(1 for group in groups if items & set(group.split()))


def score_risk(items: set[str]) -> int:
    """Return the Risk part: processed meat counts two, and two pairs share a point each."""
    return count_groups(items, RISKS) + count_groups(items, SHARED) + 2 * ("processed_meat" in items)


def score_list(score: Callable[[set[str]], float], *forms: str) -> DayFunction:
    """Return the score of a day's list; a list kept open, or of a day fasting or ill, has none."""

    def score_of_day(entries: list[Entry]) -> float | None:
        for entry in entries:
            is_scored = entry["list_complete"] and not {"fasting", "ill"}.intersection(entry.get("context") or ())
            if is_scored and entry["form"] in forms:
                return score(set(entry["items"]))
        return None

    return score_of_day


# ---- sleep: the diary (carney2012)


def parse_instant(entry: Entry, name: str) -> datetime | None:
    """Return an instant in UTC, as Python subtracts instants of one zone by what the clocks show."""
    return datetime.fromisoformat(entry[name]).astimezone(UTC) if entry[name] else None


def elapsed_minutes(start: datetime, end: datetime) -> float:
    """Return elapsed minutes."""
    return (end - start).total_seconds() / 60


def clock_minutes(instant: datetime, zone: str) -> float:
    """Return minutes after midnight on the clocks of a zone."""
    local = instant.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute + (local.second + local.microsecond / 1e6) / 60


def diary_period(night: Entry) -> tuple[datetime, datetime] | None:
    """Return onset (trying, and the minutes it took) and last waking, where the diary has them."""
    tried, woke, latency = parse_instant(night, "try_at"), parse_instant(night, "final_wake_at"), night["sol_min"]
    return None if tried is None or woke is None or latency is None else (tried + timedelta(minutes=latency), woke)


def sleep_period(night: Entry) -> tuple[datetime, datetime] | None:
    """Return the sleep period; where there are only minutes asleep, it is the time in bed."""
    lay, rose = parse_instant(night, "bed_at"), parse_instant(night, "out_at")
    diary = diary_period(night)
    return (lay, rose) if not diary and night["asleep_min"] is not None and lay and rose else diary


def minutes_awake(night: Entry) -> float | None:
    """Return minutes awake after onset: no wakings are 0 minutes."""
    return 0 if night["wakes"] == 0 else night["waso_min"]


def minutes_asleep(night: Entry) -> float | None:
    """Return minutes asleep: the sleep period less the minutes awake in it, otherwise as entered."""
    diary, awake = diary_period(night), minutes_awake(night)
    return night["asleep_min"] if diary is None or awake is None else elapsed_minutes(*diary) - awake


def minutes_in_bed(night: Entry) -> float | None:
    """Return minutes in bed."""
    lay, rose = parse_instant(night, "bed_at"), parse_instant(night, "out_at")
    return elapsed_minutes(lay, rose) if lay and rose else None


def sleep_midpoint(night: Entry) -> float | None:
    """Return the middle of the sleep period on the clock."""
    period = sleep_period(night)
    return period and clock_minutes(period[0] + (period[1] - period[0]) / 2, night["zone"])


def list_main_sleeps(entries: list[Entry]) -> list[Entry]:
    """Return the main sleeps of a day; naps are left out."""
    return [entry for entry in entries if entry["kind"] == "night"]


def find_longest(nights: list[Entry]) -> Entry | None:
    """Return the longest main sleep, by time asleep or else in bed; of equally long ones the first to end."""

    def rank(night: Entry) -> tuple[float, float]:
        asleep, rose = minutes_asleep(night), parse_instant(night, "out_at")
        length = asleep if asleep is not None else minutes_in_bed(night) or 0
        return -length, rose.timestamp() if rose else float("inf")

    return min(nights, key=rank, default=None)


def of_longest(number: Callable[[Entry], float | None]) -> DayFunction:
    """Return a function of a day's entries that gives a number of its longest main sleep."""

    def compute(entries: list[Entry]) -> float | None:
        longest = find_longest(list_main_sleeps(entries))
        return None if longest is None else number(longest)

    return compute


def sum_of_sleeps(minutes: Callable[[Entry], float | None]) -> DayFunction:
    """Return a function of a day's entries that adds up its main sleeps; none where one of them is not known."""

    def compute(entries: list[Entry]) -> float | None:
        values = [minutes(night) for night in list_main_sleeps(entries)]
        return None if not values or None in values else sum(value for value in values if value is not None)

    return compute


def sleep_efficiency(entries: list[Entry]) -> float | None:
    """Return minutes asleep in per cent of those in bed, of all main sleeps together."""
    asleep, in_bed = sum_of_sleeps(minutes_asleep)(entries), sum_of_sleeps(minutes_in_bed)(entries)
    return None if asleep is None or not in_bed else 100 * asleep / in_bed


# ---- training: loads of foster2001, estimates by the formula of Brzycki; and stress


def work_sets(entries: list[Entry]) -> list[Entry]:
    """Return the sets other than warm-ups and failed attempts that say how much was done."""
    sets = [set_ for entry in entries if entry["kind"] == "resistance" for set_ in entry["sets"]]
    amounts = ("reps", "seconds", "distance_m")
    done = [set_ for set_ in sets if any(set_.get(amount) is not None for amount in amounts)]
    return [set_ for set_ in done if set_["set_type"] != "warmup" and set_["reps"] != 0]


def lifted_sets(entries: list[Entry]) -> list[Entry]:
    """Return the work sets of repetitions with a load from 0 up; those of seconds or metres are not lifted."""
    sets = [set_ for set_ in work_sets(entries) if set_.get("seconds") is None and set_.get("distance_m") is None]
    return [set_ for set_ in sets if set_["load_kg"] is not None and set_["load_kg"] >= 0]


def volume_load(entries: list[Entry]) -> float:
    """Return kg moved, to the gram."""
    moved: float = sum(set_["reps"] * set_["load_kg"] for set_ in lifted_sets(entries))
    return round(moved, 3)


def interval_minutes(entries: list[Entry]) -> float:
    """Return minutes of work in intervals."""
    seconds: float = sum(
        entry["rounds"] * entry["work_s"] * entry["blocks"] for entry in entries if entry["kind"] == "hiit"
    )
    return seconds / 60


def sum_of_entries(number: Callable[[Entry], float | None], kind: str | None = None) -> DayFunction:
    """Return a function that sums a number over a day's entries (of one kind); None where one has none."""

    def total(entries: list[Entry]) -> float | None:
        values = [number(entry) for entry in entries if kind in {None, entry["kind"]}]
        known = [value for value in values if value is not None]
        return sum(known) if values and len(known) == len(values) else None

    return total


def session_load(session: Entry) -> float | None:
    """Return effort times minutes."""
    effort, minutes = session["effort"], session["session_min"]
    return None if effort is None or minutes is None else effort * minutes


def highest_estimate(exercise: str) -> DayFunction:
    """Return the day's highest estimate of one exercise: load * 36 / (37 - n), 1 to 10 repetitions to failure."""
    return lambda entries: max(
        (kg for name, kg in list_estimates(entries) if name.strip().casefold() == exercise), default=None
    )


def list_estimates(entries: list[Entry]) -> Iterator[tuple[str, float]]:
    """Yield (exercise, estimate in kg) of each set with repetitions to failure: those done and those left."""
    for set_ in lifted_sets(entries):
        left = set_["rir"]
        if left is None and set_["rpe"] is not None and set_["rpe"] >= 7:
            left = 10 - set_["rpe"]
        if left is None and set_["set_type"] == "amrap":
            left = 0
        if set_["reps"] and set_["load_kg"] and left is not None and set_["reps"] + left <= 10:
            yield set_["exercise"], set_["load_kg"] * 36 / (37 - set_["reps"] - left)


# ---- one number for a day

DAILY_METRICS: dict[str, tuple[str, float | None, DayFunction]] = {
    "diet.gdr": ("mean", None, score_list(lambda items: count_groups(items, PROTECT) - score_risk(items) + 9, *FORMS)),
    "diet.protect": ("mean", None, score_list(lambda items: count_groups(items, PROTECT), *FORMS)),
    "diet.risk": ("mean", None, score_list(score_risk, *FORMS)),
    "diet.food_groups": ("mean", None, score_list(lambda items: count_groups(items, FAMILIES), "full29")),
    "diet.fibre_groups": ("mean", None, score_list(lambda items: count_groups(items, FIBRE), *FORMS)),
    "training.minutes": ("total", 0, sum_of_entries(lambda session: session["session_min"])),
    "training.resistance_sets": ("total", 0, lambda entries: len(work_sets(entries))),
    "training.volume_load": ("total", 0, volume_load),
    "training.hiit_work": ("total", 0, interval_minutes),
    "training.session_load": ("total", 0, sum_of_entries(session_load)),
    "sleep.duration": ("mean", None, sum_of_sleeps(minutes_asleep)),
    "sleep.time_in_bed": ("mean", None, sum_of_sleeps(minutes_in_bed)),
    "sleep.efficiency": ("mean", None, sleep_efficiency),
    "sleep.onset_latency": ("mean", None, of_longest(lambda entry: entry["sol_min"])),
    "sleep.waso": ("mean", None, sum_of_sleeps(minutes_awake)),
    "sleep.midpoint": ("clock", None, of_longest(sleep_midpoint)),
    "sleep.quality": ("median", None, of_longest(lambda entry: entry["quality"])),
    "stress.practice": ("total", 0, sum_of_entries(lambda entry: entry["minutes"], "practice")),
    "stress.level": ("median", None, sum_of_entries(lambda entry: entry["stress_now"], "level")),
}
"""How days become weeks, the value of a day marked "nothing" (or None), and the number of a day's entries."""


def compute_daily_values(
    export: Export, pillar: str, value_when_none: float | None, number: DayFunction, today: date
) -> Values:
    """Return the value of every day that has one; a skipped day has none.

    Nothing is filled in but days without a session, before `today` and after the first one, by the person's setting.
    """
    entries, marks = export.entries[pillar], export.marks[pillar]
    values: Values = {}
    for day in sorted({*entries, *marks}):
        value = number(entries[day]) if day in entries else None
        if value is None and marks.get(day) == "none":
            value = value_when_none
        if value is not None and marks.get(day) != "skipped":
            values[day] = float(value)
    if pillar != "training" or value_when_none is None:
        return values
    rest_days = {day: value_when_none for day in list_rest_days(export, today) if day not in marks}
    return dict(sorted({**values, **rest_days}.items()))


def list_rest_days(export: Export, today: date) -> Iterator[date]:
    """Yield the days without a session that the person's setting reads as days of rest."""
    sessions = export.entries["training"]
    if export.rest_days is None or not sessions:
        return
    day, last = max(export.rest_days[0], min(sessions)), today - timedelta(days=1)
    last = min(last, export.rest_days[1] or last)
    while day <= last:
        if day not in sessions:
            yield day
        day += timedelta(days=1)
