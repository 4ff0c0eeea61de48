"""The number each day has, from that day's entries and mark: food, sleep, training and stress in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from recomputing.export import Entry, Export

OfDay: TypeAlias = Callable[[list[Entry]], float | None]
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


def families(items: set[str], groups: Iterable[str]) -> int:
    """Return how many of some groups of foods had a yes."""
    return sum(1 for group in groups if items & set(group.split()))


def risk(items: set[str]) -> int:
    """Return the Risk part: processed meat counts two, and two pairs share a point each."""
    return families(items, RISKS) + families(items, SHARED) + 2 * ("processed_meat" in items)


def food(score: Callable[[set[str]], float], *forms: str) -> OfDay:
    """Return the score of a day's list; a list kept open, or of a day fasting or ill, has none."""

    def of(entries: list[Entry]) -> float | None:
        for one in entries:
            if one["list_complete"] and one["form"] in forms and not {"fasting", "ill"} & set(one.get("context") or ()):
                return score(set(one["items"]))
        return None

    return of


# ---- sleep: the diary (carney2012)


def moment(entry: Entry, name: str) -> datetime | None:
    """Return an instant in UTC: between instants that share a zone, Python would count what the clocks show."""
    return datetime.fromisoformat(entry[name]).astimezone(UTC) if entry[name] else None


def minutes(start: datetime, end: datetime) -> float:
    """Return elapsed minutes."""
    return (end - start).total_seconds() / 60


def clock(instant: datetime, zone: str) -> float:
    """Return minutes after midnight on the clocks of a zone."""
    local = instant.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute + (local.second + local.microsecond / 1e6) / 60


def diary_period(night: Entry) -> tuple[datetime, datetime] | None:
    """Return onset (trying, and the minutes it took) to last waking, where the diary's items say so."""
    tried, woke, latency = moment(night, "try_at"), moment(night, "final_wake_at"), night["sol_min"]
    return None if tried is None or woke is None or latency is None else (tried + timedelta(minutes=latency), woke)


def period(night: Entry) -> tuple[datetime, datetime] | None:
    """Return the sleep period; where only minutes asleep are told, it is the time in bed."""
    lay, rose = moment(night, "bed_at"), moment(night, "out_at")
    found = diary_period(night)
    return (lay, rose) if not found and night["asleep_min"] is not None and lay and rose else found


def awake(night: Entry) -> float | None:
    """Return minutes awake after onset: no wakings are 0 minutes."""
    return 0 if night["wakes"] == 0 else night["waso_min"]


def asleep(night: Entry) -> float | None:
    """Return minutes asleep: the sleep period less the minutes awake in it, otherwise as told."""
    found, lain = diary_period(night), awake(night)
    return night["asleep_min"] if found is None or lain is None else minutes(*found) - lain


def in_bed(night: Entry) -> float | None:
    """Return minutes in bed."""
    lay, rose = moment(night, "bed_at"), moment(night, "out_at")
    return minutes(lay, rose) if lay and rose else None


def efficiency(night: Entry) -> float | None:
    """Return minutes asleep in per cent of those in bed."""
    slept, lain = asleep(night), in_bed(night)
    return None if slept is None or not lain else 100 * slept / lain


def midpoint(night: Entry) -> float | None:
    """Return the middle of the sleep period on the clock."""
    found = period(night)
    return found and clock(found[0] + (found[1] - found[0]) / 2, night["zone"])


def night(of: Callable[[Entry], float | None]) -> OfDay:
    """Return a number of the night of a day; naps count in none of them."""
    return lambda entries: next((of(one) for one in entries if one["kind"] == "night"), None)


# ---- training: loads of foster2001, estimates by the formula of Brzycki; and stress


def work_sets(entries: list[Entry]) -> list[Entry]:
    """Return the sets other than warm-ups and failed attempts."""
    sets = [one for entry in entries if entry["kind"] == "resistance" for one in entry["sets"]]
    return [one for one in sets if one["set_type"] != "warmup" and one["reps"] != 0]


def volume(entries: list[Entry]) -> float:
    """Return kg moved, to the gram, over the sets that tell repetitions and load."""
    told = [one for one in work_sets(entries) if one["reps"] is not None and one["load_kg"] is not None]
    moved: float = sum(one["reps"] * one["load_kg"] for one in told)
    return round(moved, 3)


def interval_work(entries: list[Entry]) -> float:
    """Return minutes of work in intervals."""
    seconds: float = sum(one["rounds"] * one["work_s"] * one["blocks"] for one in entries if one["kind"] == "hiit")
    return seconds / 60


def summed(of: Callable[[Entry], float | None], kind: str | None = None) -> OfDay:
    """Return the sum over a day's entries (of one kind), none where one of them does not tell."""

    def total(entries: list[Entry]) -> float | None:
        told = [of(one) for one in entries if kind in {None, one["kind"]}]
        known = [value for value in told if value is not None]
        return sum(known) if told and len(known) == len(told) else None

    return total


def load(session: Entry) -> float | None:
    """Return effort times minutes."""
    effort, lasted = session["effort"], session["session_min"]
    return None if effort is None or lasted is None else effort * lasted


def strongest(exercise: str) -> OfDay:
    """Return the day's highest estimate of one exercise: load * 36 / (37 - n), 1 to 10 repetitions to failure."""
    return lambda entries: max(
        (kg for name, kg in estimates(entries) if name.strip().casefold() == exercise), default=None
    )


def estimates(entries: list[Entry]) -> Iterator[tuple[str, float]]:
    """Yield (exercise, estimate in kg) of each set that tells repetitions to failure: those done and those left."""
    for one in work_sets(entries):
        left = one["rir"]
        if left is None and one["rpe"] is not None and one["rpe"] >= 7:
            left = 10 - one["rpe"]
        if left is None and one["set_type"] == "amrap":
            left = 0
        if one["reps"] and one["load_kg"] and left is not None and one["reps"] + left <= 10:
            yield one["exercise"], one["load_kg"] * 36 / (37 - one["reps"] - left)


# ---- one number for a day

DAILY: dict[str, tuple[str, float | None, OfDay]] = {
    "diet.gdr": ("mean", None, food(lambda items: families(items, PROTECT) - risk(items) + 9, *FORMS)),
    "diet.protect": ("mean", None, food(lambda items: families(items, PROTECT), *FORMS)),
    "diet.risk": ("mean", None, food(risk, *FORMS)),
    "diet.food_groups": ("mean", None, food(lambda items: families(items, FAMILIES), "full29")),
    "diet.fibre_groups": ("mean", None, food(lambda items: families(items, FIBRE), *FORMS)),
    "training.minutes": ("total", 0, summed(lambda session: session["session_min"])),
    "training.resistance_sets": ("total", 0, lambda entries: len(work_sets(entries))),
    "training.volume_load": ("total", 0, volume),
    "training.hiit_work": ("total", 0, interval_work),
    "training.session_load": ("total", 0, summed(load)),
    "sleep.duration": ("mean", None, night(asleep)),
    "sleep.time_in_bed": ("mean", None, night(in_bed)),
    "sleep.efficiency": ("mean", None, night(efficiency)),
    "sleep.onset_latency": ("mean", None, night(lambda one: one["sol_min"])),
    "sleep.waso": ("mean", None, night(awake)),
    "sleep.midpoint": ("clock", None, night(midpoint)),
    "sleep.quality": ("median", None, night(lambda one: one["quality"])),
    "stress.practice": ("total", 0, summed(lambda one: one["minutes"], "practice")),
    "stress.level": ("median", None, summed(lambda one: one["stress_now"], "level")),
}
"""How days become weeks, what a day marked "nothing" counts (none: no value), and the number of a day's entries."""


def values_of(export: Export, pillar: str, on_none: float | None, of: OfDay) -> Values:
    """Return the value of every day that has one: none on a skipped day, and nothing is ever filled in."""
    entries, marks, found = export.entries[pillar], export.marks[pillar], {}
    for day in sorted({*entries, *marks}):
        value = of(entries[day]) if day in entries else None
        if value is None and marks.get(day) == "none":
            value = on_none
        if value is not None and marks.get(day) != "skipped":
            found[day] = float(value)
    return found
