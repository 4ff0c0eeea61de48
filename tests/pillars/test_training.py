"""Sessions: ranges, contradictions, and what a day's sessions add up to (foster2001, zourdos2016)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.entries import HIIT, OTHER, SETS

from habitlog.errors import Invalid
from habitlog.pillar import EntryRecord, read_record
from habitlog.pillars import METRICS, PILLARS

KINDS = {kind.key: kind.record for kind in PILLARS["training"].kinds}


def session(raw: dict[str, Any], **changes: Any) -> EntryRecord:
    raw = {"zone": "Etc/UTC", **raw, **changes}
    return read_record(KINDS[raw["kind"]], raw)


def lifted(*sets: dict[str, Any]) -> EntryRecord:
    return session(SETS, sets=[{"exercise": "Squat", **one} for one in sets])


def value(metric: str, *records: EntryRecord) -> float | None:
    return METRICS[f"training.{metric}"][1].of(records)


def test_warm_ups_and_failed_attempts_count_nowhere_and_timed_sets_count_as_sets() -> None:
    one = lifted(
        {"set_type": "warmup", "reps": 10, "load_kg": 40},
        {"reps": 8, "load_kg": 62.5},
        {"reps": 0, "load_kg": 100},
        {"load_kg": 20},
        {"reps": 12},
        {"set_type": "amrap", "reps": 5, "load_kg": 60},
    )
    assert value("resistance_sets", one) == 4
    assert value("volume_load", one) == 8 * 62.5 + 5 * 60


def test_bodyweight_is_no_load_and_fractions_of_a_kilogram_add_up() -> None:
    assert value("volume_load", lifted({"reps": 10, "load_kg": 0}, *[{"reps": 1, "load_kg": 0.1}] * 3)) == 0.3


def test_an_hour_at_effort_seven_is_420_units() -> None:
    assert value("session_load", session(OTHER, session_min=60, effort=7)) == 420


def test_a_day_adds_its_sessions_up_and_kinds_not_done_are_zero() -> None:
    day = session(OTHER, session_min=60, effort=5), session(HIIT, session_min=30, effort=8)
    told = {name: value(name, *day) for name in ("minutes", "session_load", "resistance_sets", "volume_load")}
    assert told == {"minutes": 90, "session_load": 540, "resistance_sets": 0, "volume_load": 0}


@pytest.mark.parametrize(("missing", "minutes", "load"), [("effort", 75, None), ("session_min", None, None)])
def test_one_session_that_does_not_tell_leaves_the_day_unknown(
    missing: str, minutes: float | None, load: float | None
) -> None:
    day = session(OTHER, session_min=45, effort=5), session(HIIT, **{missing: None})
    assert (value("minutes", *day), value("session_load", *day)) == (minutes, load)


@pytest.mark.parametrize(("blocks", "minutes"), [(1, 10), (3, 30)])
def test_interval_work_is_rounds_times_work_times_blocks(blocks: int, minutes: float) -> None:
    assert value("hiit_work", session(HIIT, blocks=blocks)) == minutes


@pytest.mark.parametrize(
    ("rpe", "rir", "fits"),
    [
        (10, 0, True),
        (9, 1, True),
        (8.5, 1, True),
        (8.5, 2, True),
        (9, 2, False),
        (7, 5, False),
        (6, 9, True),
        (10, 1, False),
    ],
)
def test_rpe_and_reserve_agree_from_rpe_seven_up(rpe: float, rir: int, fits: bool) -> None:
    if fits:
        lifted({"reps": 5, "rpe": rpe, "rir": rir})
    else:
        with pytest.raises(Invalid) as refused:
            lifted({"reps": 5}, {"reps": 5, "rpe": rpe, "rir": rir})
        assert refused.value.problems[0].field == "sets.1.rir"


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("reps", [0, 100], [-1, 101, 5.5, "8"]),
        ("load_kg", [0, 1000, 45.359], [-0.1, 1000.1, "60"]),
        ("rpe", [1, 9.5, 10], [0.5, 10.5, 8.3]),
        ("rir", [0, 10], [-1, 11, 1.5]),
        ("rest_s", [0, 1800], [-1, 1801]),
        ("set_type", ["warmup", "work", "amrap"], ["dropset", None, 1]),
        ("exercise", ["x", "x" * 80], ["", "   ", "x" * 81, "two\nlines", None]),
    ],
)
def test_the_ranges_of_a_set_hold(field: str, good: list[Any], bad: list[Any]) -> None:
    for value in good:
        lifted({field: value})
    for value in bad:
        with pytest.raises(Invalid) as refused:
            lifted({field: value})
        assert refused.value.problems[0].field == f"sets.0.{field}"


@pytest.mark.parametrize(
    ("kind", "field", "good", "bad"),
    [
        (OTHER, "session_min", [1, 900], [0, 901, 12.5, True]),
        (OTHER, "effort", [0, 10], [-1, 11, 6.5]),
        (OTHER, "activity", ["x"], ["", "x" * 81, None]),
        (HIIT, "work_s", [5, 600], [4, 601]),
        (HIIT, "rest_s", [0, 900], [-1, 901]),
        (HIIT, "rounds", [1, 60], [0, 61]),
        (HIIT, "blocks", [1, 10], [0, 11]),
        (HIIT, "warmup_min", [0, 60], [61]),
        (HIIT, "cooldown_min", [0, 60], [61]),
        (HIIT, "hr_avg", [30, 250], [29, 251]),
        (HIIT, "hr_max", [30, 250], [29, 251]),
        (HIIT, "modality", ["run", "ski-erg", "other"], ["hover", ""]),
        (SETS, "sets", [[{"exercise": "x"}] * 200], [[], [{"exercise": "x"}] * 201, {}, None]),
    ],
)
def test_the_ranges_of_a_session_hold(kind: dict[str, Any], field: str, good: list[Any], bad: list[Any]) -> None:
    for value in good:
        session(kind, **{field: value})
    for value in bad:
        with pytest.raises(Invalid) as refused:
            session(kind, **{field: value})
        assert refused.value.problems[0].field == field


def test_the_highest_heart_rate_is_not_below_the_average() -> None:
    with pytest.raises(Invalid) as refused:
        session(HIIT, hr_avg=150, hr_max=149)
    assert refused.value.problems[0].field == "hr_max"


def test_a_hundred_pounds_are_kept_to_the_gram() -> None:
    one = lifted({"reps": 1, "load_kg": 100 * 0.45359237})
    assert one.model_dump()["sets"][0]["load_kg"] == 45.359
