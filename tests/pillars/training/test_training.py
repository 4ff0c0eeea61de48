"""Sessions: ranges, contradictions, and what a day's sessions add up to (foster2001, zourdos2016)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import for_each_case
from tests.support.entries import HIIT, OTHER, SETS

from habitlog.errors import Invalid
from habitlog.pillars import DAILY_METRICS, PILLARS
from habitlog.pillars.training.record import Hiit
from habitlog.pillars.training.summary import summarize_session as tell_in
from habitlog.tracking import EntryRecord, Style, parse_record

KINDS = {kind.key: kind.record for kind in PILLARS["training"].kinds}


def summarize_record(record: EntryRecord) -> tuple[str, str]:
    return tell_in(record, Style())


def session(raw: dict[str, Any], **changes: Any) -> EntryRecord:
    raw = {"zone": "Etc/UTC", **raw, **changes}
    return parse_record(KINDS[raw["kind"]], raw)


def strength_session(*sets: dict[str, Any]) -> EntryRecord:
    return session(SETS, sets=[{"exercise": "Squat", **one} for one in sets])


def value(metric: str, *records: EntryRecord) -> float | None:
    return DAILY_METRICS[f"training.{metric}"].compute(records)


def test_set_count_excludes_warmups_and_failures() -> None:
    one = strength_session(
        {"set_type": "warmup", "reps": 10, "load_kg": 40},
        {"reps": 8, "load_kg": 62.5},
        {"reps": 0, "load_kg": 100},
        {"reps": 12},
        {"set_type": "amrap", "reps": 5, "load_kg": 60},
    )
    assert value("resistance_sets", one) == 3
    assert value("volume_load", one) == 8 * 62.5 + 5 * 60


@pytest.mark.parametrize(
    ("done", "sets", "kg"),
    [
        ({"seconds": 60}, 1, 0),
        ({"seconds": 60, "load_kg": 20}, 1, 0),
        ({"distance_m": 40, "load_kg": 64}, 1, 0),
        ({"reps": 4, "distance_m": 20, "load_kg": 80}, 1, 0),
        ({"reps": 5, "seconds": 40, "load_kg": 50}, 1, 0),
        ({"reps": 8, "load_kg": -20}, 1, 0),
        ({"reps": 0, "seconds": 5}, 0, 0),
        ({"set_type": "warmup", "seconds": 30}, 0, 0),
        ({"reps": 8, "load_kg": 20}, 1, 160),
    ],
)
def test_timed_measured_and_assisted_sets_have_no_volume(done: dict[str, Any], sets: int, kg: float) -> None:
    one = strength_session(done)
    assert (value("resistance_sets", one), value("volume_load", one)) == (sets, kg)


@pytest.mark.parametrize("bare", [{}, {"load_kg": 60}, {"rir": 2, "rest_s": 60}, {"set_type": "warmup"}])
def test_exercise_without_amount_is_no_set(bare: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        strength_session({"seconds": 1}, bare)
    assert [(one.field, one.code) for one in refused.value.problems] == [("sets.1.reps", "set_without_amount")]


def test_stored_set_of_earlier_version_counts_as_none() -> None:
    earlier = [{"exercise": "Plank"}, {"exercise": "Squat", "load_kg": 60}, {"exercise": "Squat", "reps": 5}]
    one = parse_record(KINDS["resistance"], {"zone": "Etc/UTC", **SETS, "sets": earlier}, is_exported=True)
    assert value("resistance_sets", one) == 1


def test_volume_excludes_bodyweight() -> None:
    assert value("volume_load", strength_session({"reps": 10, "load_kg": 0}, *[{"reps": 1, "load_kg": 0.1}] * 3)) == 0.3


def test_session_load_of_hour_at_effort_seven() -> None:
    assert value("session_load", session(OTHER, session_min=60, effort=7)) == 420


def test_daily_training_metrics_are_summed() -> None:
    day = session(OTHER, session_min=60, effort=5), session(HIIT, session_min=30, effort=8)
    told = {name: value(name, *day) for name in ("minutes", "session_load", "resistance_sets", "volume_load")}
    assert told == {"minutes": 90, "session_load": 540, "resistance_sets": 0, "volume_load": 0}


@pytest.mark.parametrize(("missing", "minutes", "load"), [("effort", 75, None), ("session_min", None, None)])
def test_daily_training_metric_with_missing_value_is_unknown(
    missing: str, minutes: float | None, load: float | None
) -> None:
    day = session(OTHER, session_min=45, effort=5), session(HIIT, **{missing: None})
    assert (value("minutes", *day), value("session_load", *day)) == (minutes, load)


@pytest.mark.parametrize(("blocks", "minutes"), [(1, 10), (3, 30)])
def test_interval_work_minutes(blocks: int, minutes: float) -> None:
    assert value("hiit_work", session(HIIT, blocks=blocks)) == minutes


@for_each_case(
    ("changes", "work_s", "block_s", "total_s", "ratio", "line"),
    [
        ({}, 600, 1140, 1140, 1, "10 min of work in 19 min, work to rest 1 to 1."),
        ({"blocks": 3}, 1800, 1140, 3420, 1, "30 min of work in 57 min in 3 blocks of 19 min, work to rest 1 to 1."),
        ({"work_s": 20, "rest_s": 10, "rounds": 8}, 160, 230, 230, 2,
         "2 min 40 s of work in 3 min 50 s, work to rest 2 to 1."),
        ({"work_s": 30, "rest_s": 90, "rounds": 4}, 120, 390, 390, Fraction(1, 3),
         "2 min of work in 6 min 30 s, work to rest 1 to 3."),
        ({"work_s": 45, "rest_s": 30, "rounds": 2}, 90, 120, 120, Fraction(3, 2),
         "1 min 30 s of work in 2 min, work to rest 3 to 2."),
        ({"work_s": 47, "rest_s": 31, "rounds": 2}, 94, 125, 125, Fraction(47, 31),
         "1 min 34 s of work in 2 min 5 s, work to rest about 1.5 to 1."),
        ({"work_s": 31, "rest_s": 125, "rounds": 2}, 62, 187, 187, Fraction(31, 125),
         "1 min 2 s of work in 3 min 7 s, work to rest about 1 to 4."),
        ({"rest_s": 0}, 600, 600, 600, None, "10 min of work in 10 min, without rest between."),
        ({"rounds": 1, "work_s": 40}, 40, 40, 40, Fraction(2, 3), "40 s of work in 40 s."),
        ({"rounds": 1, "work_s": 40, "blocks": 2}, 80, 40, 80, Fraction(2, 3),
         "1 min 20 s of work in 1 min 20 s in 2 blocks of 40 s."),
    ],
)  # fmt: skip
def test_interval_session_metrics(
    changes: dict[str, Any], work_s: int, block_s: int, total_s: int, ratio: Fraction | None, line: str
) -> None:
    one = session(HIIT, **changes)
    assert isinstance(one, Hiit)
    assert (one.total_work_s, one.block_duration_s, one.total_interval_s) == (work_s, block_s, total_s)
    assert one.work_to_rest == ratio
    assert summarize_record(one)[1] == f"{line} 30 min in total, effort 8 of 10."
    assert summarize_record(session(HIIT, **changes, session_min=None, effort=None))[1] == line


def test_interval_session_summary() -> None:
    assert summarize_record(session(HIIT))[0] == "Intervals, row: 10 × 60 s"
    assert summarize_record(session(HIIT, blocks=3))[0] == "Intervals, row: 10 × 60 s, 3 blocks"
    assert summarize_record(session(OTHER, effort=5))[1] == "45 min, effort 5 of 10."


@given(st.integers(5, 600), st.integers(0, 900), st.integers(1, 60), st.integers(1, 10))
def test_interval_duration_includes_rests_between(work_s: int, rest_s: int, rounds: int, blocks: int) -> None:
    one = session(HIIT, work_s=work_s, rest_s=rest_s, rounds=rounds, blocks=blocks)
    assert isinstance(one, Hiit)
    assert one.total_interval_s == one.total_work_s + blocks * (rounds - 1) * rest_s
    assert one.total_interval_s >= one.total_work_s
    assert (one.work_to_rest is None) == (rest_s == 0)


@for_each_case(
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
def test_rpe_and_rir_must_agree(rpe: float, rir: int, fits: bool) -> None:
    if fits:
        strength_session({"reps": 5, "rpe": rpe, "rir": rir})
    else:
        with pytest.raises(Invalid) as refused:
            strength_session({"reps": 5}, {"reps": 5, "rpe": rpe, "rir": rir})
        assert refused.value.problems[0].field == "sets.1.rir"


@for_each_case(
    ("field", "good", "bad"),
    [
        ("reps", [0, 100], [-1, 101, 5.5, "8"]),
        ("load_kg", [-300, -12.5, 0, 1000, 45.359], [-300.1, 1000.1, "60"]),
        ("seconds", [1, 54_000], [0, 54_001, 1.5, "60"]),
        ("distance_m", [0.5, 1609.344, 500_000], [0, 0.4, 500_000.1, "20"]),
        ("rpe", [1, 9.5, 10], [0.5, 10.5, 8.3]),
        ("rir", [0, 10], [-1, 11, 1.5]),
        ("rest_s", [0, 1800], [-1, 1801]),
        ("set_type", ["warmup", "work", "amrap"], ["dropset", None, 1]),
        ("exercise", ["x", "x" * 80], ["", "   ", "x" * 81, "two\nlines", None]),
    ],
)
def test_set_field_ranges(field: str, good: list[Any], bad: list[Any]) -> None:
    for value in good:
        strength_session({"reps": 5, field: value})
    for value in bad:
        with pytest.raises(Invalid) as refused:
            strength_session({"reps": 5, field: value})
        assert refused.value.problems[0].field == f"sets.0.{field}"


@for_each_case(
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
        (SETS, "sets", [[{"exercise": "x", "reps": 1}] * 200], [[], [{"exercise": "x", "reps": 1}] * 201, {}, None]),
    ],
)
def test_session_field_ranges(kind: dict[str, Any], field: str, good: list[Any], bad: list[Any]) -> None:
    for value in good:
        session(kind, **{field: value})
    for value in bad:
        with pytest.raises(Invalid) as refused:
            session(kind, **{field: value})
        assert refused.value.problems[0].field == field


def test_max_heart_rate_is_at_least_average() -> None:
    with pytest.raises(Invalid) as refused:
        session(HIIT, hr_avg=150, hr_max=149)
    assert refused.value.problems[0].field == "hr_max"


def test_hundred_pounds_are_stored_to_the_gram() -> None:
    one = strength_session({"reps": 1, "load_kg": 100 * 0.45359237})
    assert one.model_dump()["sets"][0]["load_kg"] == 45.359
