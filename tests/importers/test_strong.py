"""Strong workouts as drafts: both forms of the table, units, lengths, kinds of rows, and refusals."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.cases import for_each_case
from tests.support.html import find_form, main_text, submit_form
from tests.support.people import ApiClient, Browser

from habitlog.errors import Malformed
from habitlog.formatting import WeightUnit
from habitlog.importers import strong
from habitlog.importers.base import ParsedFile
from habitlog.importers.source_files import ImportSource
from habitlog.web.presenters.error_text import describe_error
from habitlog.web.presenters.imports import describe_refusal

BERLIN = "Europe/Berlin"
COMMA = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE"
SEMICOLON = (
    "Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;Seconds;Notes;"
    "Workout Notes;Workout Duration"
)


def parsed(*lines: str, weight_unit: WeightUnit = "kg") -> ParsedFile:
    return strong.parse_source(ImportSource.from_bytes("\n".join(lines).encode(), BERLIN, weight_unit))


def row(**changes: str) -> str:
    """Return a row of the form with commas: three reps of 60 without a unit, unless the changes say otherwise."""
    cells = {
        "date": "2026-02-03 18:10:05",
        "name": "Push",
        "duration": "1h 5m",
        "exercise": "Bench Press (Barbell)",
        "order": "1",
        "weight": "60.0",
        "reps": "3",
        "distance": "0",
        "seconds": "0",
        "notes": "",
        "workout_notes": "",
        "rpe": "",
    }
    return ",".join((cells | changes).values())


def sets_of(*lines: str, weight_unit: WeightUnit = "kg") -> list[dict[str, Any]]:
    answer = parsed(COMMA, *lines, weight_unit=weight_unit)
    assert answer.refusals == []
    sets = answer.drafts[0].fields["sets"]
    assert isinstance(sets, list)
    return sets


def test_session_of_the_form_with_commas() -> None:
    answer = parsed(COMMA, row(), row(order="2", reps="2", rpe="8.5"), row(date="2026-02-05 18:00:00", duration="45m"))
    first, second = answer.drafts
    assert first.fields == {
        "kind": "resistance",
        "zone": BERLIN,
        "day": "2026-02-03",
        "started_at": "2026-02-03T18:10:05",
        "session_min": 65,
        "sets": [
            {
                "exercise": "Bench Press (Barbell)",
                "set_type": "work",
                "reps": reps,
                "seconds": None,
                "distance_m": None,
                "load_kg": 60,
                "rpe": rpe,
            }
            for reps, rpe in ((3, None), (2, 8.5))
        ],
    }
    assert (second.fields["session_min"], second.location) == (45, "row 4")
    assert answer.unsupported == {"workout title": 2, "weight without a unit, read in kg as in your settings": 3}


def test_weight_without_a_unit_is_in_that_of_the_settings_and_counted() -> None:
    assert sets_of(row(weight="135"), weight_unit="lb")[0]["load_kg"] == 61.235
    assert "weight without a unit, read in lb as in your settings" in parsed(COMMA, row(), weight_unit="lb").unsupported


def test_preview_names_the_unit_of_the_settings(ada: Browser) -> None:
    form = find_form(ada.get("/settings").text, "/settings")
    submit_form(ada, form, weight_unit="lb")
    address = ada.upload("/imports", [("strong.csv", f"{COMMA}\n{row()}".encode())]).headers["location"]
    assert "weight without a unit, read in lb as in your settings" in main_text(ada.get(address).text)


def test_session_of_the_form_with_semicolons_has_its_units() -> None:
    answer = parsed(
        SEMICOLON,
        '2026-02-16 17:40:08;"Legs, light";"Squat (Barbell)";1;45;lbs;5;;;;0;"";"slept well";58m',
        '2026-02-16 17:40:08;"Legs, light";"Squat (Barbell)";2;"62,5";kg;5;"8,5";;;0;deep;;58m',
        '2026-02-16 17:40:08;"Legs, light";"Farmer Walk";1;30;kg;0;;40;m;0;;;58m',
    )
    (session,) = answer.drafts
    assert answer.refusals == []
    sets: Any = session.fields["sets"]
    assert [(one["load_kg"], one["rpe"], one["distance_m"]) for one in sets] == [
        (20.412, None, None),
        (62.5, 8.5, None),
        (30, None, 40),
    ]
    assert session.fields["note"] == "slept well\nSquat (Barbell): deep"
    assert session.fields["session_min"] == 58
    assert answer.unsupported == {"workout title": 1}


@for_each_case("date", ["2026-02-03 6:10:05 PM", "2026-02-03 6:10\u202fPM", "Feb 3, 2026, 6:10:05\u202fpm"])
def test_time_of_twelve_hours(date: str) -> None:
    (draft,) = parsed(COMMA, row(date=f'"{date}"')).drafts
    assert str(draft.fields["started_at"]).startswith("2026-02-03T18:10:0")


@for_each_case(
    ("text", "minutes"),
    [("1h", 60), ("35m", 35), ("2h 1m", 121), ("90s", 1), ("1:05:00", 65), ("1hr 2min", 62), ("15h", 900)],
)
def test_length_of_session(text: str, minutes: int) -> None:
    assert parsed(COMMA, row(duration=text)).drafts[0].fields["session_min"] == minutes


@for_each_case("text", ["", "0s", "soon", "16h"])
def test_length_that_cannot_be_used_is_left_out(text: str) -> None:
    answer = parsed(COMMA, row(duration=text))
    assert "session_min" not in answer.drafts[0].fields
    assert answer.unsupported["session length that is missing, unreadable or outside 1 to 900 minutes"] == 1


def test_kinds_of_sets_and_other_rows() -> None:
    lines = [row(order=order) for order in ("W", "1", "D", "F")]
    timer = row(order="Rest Timer", weight="", reps="", seconds="120")
    answer = parsed(COMMA, *lines, timer, timer)
    sets: Any = answer.drafts[0].fields["sets"]
    assert [one["set_type"] for one in sets] == ["warmup", "work", "work", "amrap"]
    assert answer.unsupported["drop sets kept as work sets"] == 1
    assert answer.unsupported["rest timer of a set"] == 2


def test_timed_set_and_bodyweight_and_help() -> None:
    plank, push_up, dip = sets_of(
        row(exercise="Plank", weight="0", reps="0", seconds="90"),
        row(exercise="Push Up", weight="0", reps="12"),
        row(exercise="Chest Dip (Assisted)", weight="20", reps="8"),
    )
    assert (plank["reps"], plank["seconds"]) == (None, 90)
    assert (push_up["reps"], push_up["load_kg"]) == (12, 0)
    assert dip["load_kg"] == -20


def test_run_is_other_movement() -> None:
    answer = parsed(COMMA, row(exercise="Running", weight="0", reps="0", seconds="1800", distance="5"), row())
    bench, run = answer.drafts
    assert run.fields == {
        "kind": "other",
        "activity": "Running",
        "zone": BERLIN,
        "day": "2026-02-03",
        "session_min": 30,
    }
    assert bench.fields["kind"] == "resistance"
    assert answer.unsupported["distance of other movement"] == 1
    alone = parsed(COMMA, row(exercise="Running", weight="0", reps="0", seconds="1800")).drafts[0].fields
    assert (alone["started_at"], alone["session_min"]) == ("2026-02-03T18:10:05", 65)


def test_distance_without_a_unit_is_left_out() -> None:
    (draft,) = parsed(COMMA, row(exercise="Sled", distance="50", seconds="30")).drafts
    assert "distance_m" in draft.fields["sets"][0]  # type: ignore[index]
    answer = parsed(COMMA, row(exercise="Sled", distance="50", seconds="30", reps="0"))
    assert answer.unsupported["distance without a unit"] == 1


@for_each_case(
    ("changes", "reason"),
    [
        ({"reps": "many"}, "reps is not a number."),
        ({"weight": "2000"}, "weight is more than 1000 kg."),
        ({"exercise": ""}, "no exercise name"),
        ({"exercise": "x" * 81}, "longer than 80 characters"),
        ({"order": "X"}, "does not know this set type"),
        ({"reps": "", "weight": ""}, "Repetitions, seconds or a distance"),
        ({"date": "2026-02-30 10:00:00"}, "There is no such date"),
        ({"date": "yesterday"}, "not written like"),
    ],
)
def test_invalid_row_is_refused_alone(changes: dict[str, str], reason: str) -> None:
    answer = parsed(COMMA, row(), row(**changes))
    (refusal,) = answer.refusals
    assert refusal.location == "row 3"
    assert reason in describe_refusal(refusal)
    assert len(answer.drafts) == 1


def test_unknown_unit_is_refused() -> None:
    answer = parsed(SEMICOLON, "2026-02-16 17:40:08;Legs;Squat;1;7;stone;5;;;;0;;;58m")
    assert "does not know this unit of weight" in describe_refusal(answer.refusals[0])


def test_file_joined_with_itself_counts_once() -> None:
    answer = parsed(COMMA, row(), row(date="2026-02-05 18:00:00"), row())
    assert (len(answer.drafts), answer.duplicates) == (2, 1)


def test_other_table_is_refused() -> None:
    with pytest.raises(Malformed) as caught:
        parsed("Date,Exercise", "1,2")
    assert "it lacks exercise name, reps, set order, workout name" in describe_error(caught.value)


def test_import_by_api_is_recognised_and_repeatable(program: ApiClient) -> None:
    data = "\n".join([COMMA, row(), row(date="2026-02-05 18:00:00")]).encode()
    answer = program.upload("/imports", "strong.csv", data).json()
    assert (answer["format"], answer["report"]["added"]) == ("strong", {"training resistance": 2})
    assert program.upload("/imports", "strong.csv", data).json()["report"]["same"] == 2
