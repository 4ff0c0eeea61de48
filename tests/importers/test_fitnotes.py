"""FitNotes workouts as drafts: the tables of Android and iOS, units, days without a time, and refusals."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.cases import for_each_case
from tests.support.people import ApiClient

from habitlog.errors import Malformed
from habitlog.formatting import WeightUnit
from habitlog.importers import fitnotes
from habitlog.importers.base import ParsedFile
from habitlog.importers.source_files import ImportSource
from habitlog.web.presenters.error_text import describe_error
from habitlog.web.presenters.imports import describe_refusal

BERLIN = "Europe/Berlin"
ANDROID = "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment"
IOS = "Date,Exercise,Category,Weight (kg),Weight (lbs),Reps,Distance,Distance Unit,Time,Notes,Kind"


def parsed(*lines: str, weight_unit: WeightUnit = "kg") -> ParsedFile:
    return fitnotes.parse_source(ImportSource.from_bytes("\n".join(lines).encode(), BERLIN, weight_unit))


def sets_of(*lines: str, weight_unit: WeightUnit = "kg") -> list[dict[str, Any]]:
    answer = parsed(*lines, weight_unit=weight_unit)
    assert answer.refusals == []
    return [one for draft in answer.drafts for one in draft.fields["sets"]]  # type: ignore[attr-defined]


def test_day_is_a_session_without_a_time() -> None:
    answer = parsed(
        ANDROID,
        "2026-02-03,Flat Barbell Bench Press,Chest,60.0,kgs,8,,,,",
        "2026-02-03,Flat Barbell Bench Press,Chest,60.0,kgs,8,,,,seat 4",
        "2026-02-05,Deadlift,Back,225,lbs,5,,,,",
    )
    first, second = answer.drafts
    assert first.fields == {
        "kind": "resistance",
        "zone": BERLIN,
        "day": "2026-02-03",
        "note": "Flat Barbell Bench Press: seat 4",
        "sets": [
            {
                "exercise": "Flat Barbell Bench Press",
                "set_type": "work",
                "reps": 8,
                "seconds": None,
                "distance_m": None,
                "load_kg": 60,
                "rpe": None,
            }
        ]
        * 2,
    }
    assert second.fields["sets"][0]["load_kg"] == 102.058  # type: ignore[index]
    assert (answer.items_read, answer.duplicates, answer.refusals, answer.unsupported) == (3, 0, [], {})


def test_table_of_ios() -> None:
    warmup, work, pounds, odd = sets_of(
        IOS,
        "2026-02-03,Squat,Legs,40,,5,,,,,Warmup",
        "2026-02-03,Squat,Legs,100,220.5,5,,,,,",
        "2026-02-03,Squat,Legs,,220.5,5,,,,,Working",
        "2026-02-03,Squat,Legs,100,,5,,,,,Cluster",
    )
    assert [one["set_type"] for one in (warmup, work, odd)] == ["warmup", "work", "work"]
    assert (work["load_kg"], pounds["load_kg"]) == (100, 100.017)
    answer = parsed(IOS, "2026-02-03,Squat,Legs,100,,5,,,,,Cluster")
    assert answer.unsupported == {"kind of a set that habitlog does not know, kept as a work set": 1}


@for_each_case(("column", "load"), [("Weight (kgs)", 100), ("Weight (lbs)", 45.359)])
def test_unit_in_the_name_of_the_column(column: str, load: float) -> None:
    header = f"Date,Exercise,Category,{column},Reps,Distance,DistanceUnit,Time"
    assert sets_of(header, "2026-02-03,Squat,Legs,100,5,,,", weight_unit="lb")[0]["load_kg"] == load


def test_weight_without_a_unit_is_in_that_of_the_settings_and_counted() -> None:
    table = ("Date,Exercise,Category,Weight,Reps", "2026-02-03,Squat,Legs,100,5")
    assert sets_of(*table, weight_unit="lb")[0]["load_kg"] == 45.359
    assert parsed(*table).unsupported == {"weight without a unit, read in kg as in your settings": 1}


def test_time_and_distance_of_a_set() -> None:
    plank, carry = sets_of(
        ANDROID, "2026-02-03,Plank,Abs,0,kgs,0,,,0:01:30,", "2026-02-03,Farmer Walk,Back,30,kgs,,100,ft,,"
    )
    assert (plank["reps"], plank["seconds"], plank["load_kg"]) == (None, 90, 0)
    assert (carry["reps"], carry["distance_m"]) == (None, 30.48)


def test_cardio_is_other_movement() -> None:
    answer = parsed(ANDROID, "2026-02-03,Running (Outdoor),Cardio,,,,5.0,km,0:28:20,")
    assert answer.drafts[0].fields == {
        "kind": "other",
        "activity": "Running (Outdoor)",
        "zone": BERLIN,
        "day": "2026-02-03",
        "session_min": 28,
    }
    assert answer.unsupported == {"distance of other movement": 1}


@for_each_case(
    ("line", "reason"),
    [
        ("03/02/2026,Squat,Legs,100,kgs,5,,,,", "The date is not written like 2026-03-12."),
        ("2026-02-30,Squat,Legs,100,kgs,5,,,,", "There is no such date"),
        ("1850-02-03,Squat,Legs,100,kgs,5,,,,", "outside 1901 to 2099"),
        ("2026-02-03,Squat,Legs,100,stone,5,,,,", "does not know this unit of weight"),
        ("2026-02-03,Squat,Legs,100,kgs,5,,,soon,", "not written like 0:01:30"),
        ("2026-02-03,Squat,Legs,100,kgs,,,,,", "Repetitions, seconds or a distance"),
    ],
)
def test_invalid_row_is_refused_alone(line: str, reason: str) -> None:
    answer = parsed(ANDROID, "2026-02-03,Squat,Legs,100,kgs,5,,,,", line)
    (refusal,) = answer.refusals
    assert refusal.location == "row 3"
    assert reason in describe_refusal(refusal)
    assert len(answer.drafts) == 1


def test_other_table_is_refused() -> None:
    with pytest.raises(Malformed) as caught:
        parsed("Date,Exercise,Category", "1,2,3")
    assert "it lacks reps, weight" in describe_error(caught.value)


def test_import_by_api_is_recognised_and_repeatable(program: ApiClient) -> None:
    data = "\n".join([ANDROID, "2026-02-03,Squat,Legs,100,kgs,5,,,,"]).encode()
    answer = program.upload("/imports", "FitNotes_Export.csv", data).json()
    assert (answer["format"], answer["report"]["added"]) == ("fitnotes", {"training resistance": 1})
    assert program.upload("/imports", "FitNotes_Export.csv", data).json()["report"]["same"] == 1
