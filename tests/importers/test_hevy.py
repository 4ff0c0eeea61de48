"""Hevy workouts as drafts: sessions, sets, warm-ups, units and refusals."""

from __future__ import annotations

import csv
import io
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.errors import Malformed
from habitlog.importers import hevy
from habitlog.importers.base import ParsedFile
from habitlog.pillars.training.record import Resistance
from habitlog.tracking.entry import parse_record
from habitlog.web.presenters.error_text import describe_error
from habitlog.web.presenters.imports import describe_refusal

OSLO = "Europe/Oslo"
LENGTH = "session length that is missing, unreadable or outside 1 to 900 minutes"
COLUMNS = ["title", "start_time", "end_time", "description", "exercise_title", "superset_id", "exercise_notes"]
COLUMNS += ["set_index", "set_type", "weight_kg", "reps", "distance_km", "duration_seconds", "rpe"]


def row(**changes: str) -> dict[str, str]:
    made = dict.fromkeys(COLUMNS, "") | {
        "title": "Upper",
        "start_time": "3 May 2021, 18:05",
        "end_time": "3 May 2021, 19:00",
        "exercise_title": "Row (Cable)",
        "set_index": "0",
        "set_type": "normal",
        "weight_kg": "42.5",
        "reps": "10",
        "duration_seconds": "0",
        "rpe": "8.5",
    }
    return made | changes


def table(*rows: dict[str, str], columns: list[str] = COLUMNS, end: str = "\n") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator=end, quoting=csv.QUOTE_ALL, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def parsed(*rows: dict[str, str], zone: str = OSLO) -> ParsedFile:
    return hevy.parse_file(table(*rows), zone)


def sets_of(answer: ParsedFile, place: int = 0) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", answer.drafts[place].fields["sets"])


def test_hevy_session_has_day_start_minutes_and_sets() -> None:
    answer = parsed(row())
    (draft,) = answer.drafts
    assert (draft.pillar, draft.location) == ("training", "row 2")
    assert draft.fields == {
        "kind": "resistance",
        "zone": OSLO,
        "day": "2021-05-03",
        "started_at": "2021-05-03T18:05:00",
        "session_min": 55,
        "sets": [
            {
                "exercise": "Row (Cable)",
                "set_type": "work",
                "reps": 10,
                "seconds": None,
                "distance_m": None,
                "load_kg": 42.5,
                "rpe": 8.5,
            }
        ],
    }
    assert parse_record(Resistance, draft.fields).entry_date.isoformat() == "2021-05-03"
    assert answer.unsupported == {"workout title": 1}


def test_hevy_set_types_are_mapped() -> None:
    kinds = ("warmup", "normal", "failure", "dropset")
    answer = parsed(*(row(set_type=kind, rpe="6") for kind in kinds))
    assert [one["set_type"] for one in sets_of(answer)] == ["warmup", "work", "amrap", "work"]
    assert {one["rpe"] for one in sets_of(answer)} == {6.0}
    assert answer.unsupported["drop sets kept as work sets"] == 1


def test_hevy_bodyweight_timed_and_failed_sets_are_distinguished() -> None:
    answer = parsed(
        row(weight_kg=""),
        row(weight_kg="0", reps="0", duration_seconds="90"),
        row(reps="", duration_seconds="60"),
        row(reps="0"),
        row(reps="0", distance_km="1.5"),
    )
    columns = ("load_kg", "reps", "seconds", "distance_m")
    assert [tuple(one[column] for column in columns) for one in sets_of(answer)] == [
        (None, 10, None, None),
        (0.0, None, 90, None),
        (42.5, None, 60, None),
        (42.5, 0, None, None),
        (42.5, None, None, 1500),
    ]
    parse_record(Resistance, answer.drafts[0].fields)


def test_hevy_row_without_amount_is_refused() -> None:
    answer = parsed(row(), row(reps="", distance_km="0"))
    assert [(one.location, one.code) for one in answer.refusals] == [("row 3", "set_without_amount")]
    assert len(sets_of(answer)) == 1


def test_hevy_assisted_exercise_has_negative_load() -> None:
    answer = parsed(row(exercise_title="Pull Up (Assisted)", weight_kg="20"), row(weight_kg="20"))
    assert [one["load_kg"] for one in sets_of(answer)] == [-20, 20]
    parse_record(Resistance, answer.drafts[0].fields)


@pytest.mark.parametrize(
    ("column", "told", "metres"),
    [("distance_km", "5.25", 5250), ("distance_miles", "1", 1609.344), ("distance_meters", "40", 40)],
)
def test_hevy_distance_is_in_metres(column: str, told: str, metres: float) -> None:
    data = table(row(reps="", **{column: told}), columns=[*COLUMNS, "distance_miles", "distance_meters"])
    assert sets_of(hevy.parse_file(data, OSLO))[0]["distance_m"] == metres


def test_hevy_two_sessions_a_day_are_kept() -> None:
    later = {"title": "Forearms", "start_time": "3 May 2021, 20:00", "end_time": "3 May 2021, 20:05"}
    answer = parsed(row(**later), row(**later), row(), row(exercise_title="Curl"), row())
    assert [draft.fields["session_min"] for draft in answer.drafts] == [5, 55]
    assert [one["exercise"] for one in sets_of(answer, 1)] == ["Row (Cable)", "Curl", "Row (Cable)"]
    assert answer.drafts[0].id != answer.drafts[1].id


def test_hevy_duplicated_file_counts_duplicates() -> None:
    other = row(title="Legs", start_time="1 May 2021, 18:05", end_time="1 May 2021, 19:00")
    answer = parsed(row(), row(), other, row(), row(), other)
    assert (answer.items_read, answer.duplicates) == (6, 3)
    assert [len(sets_of(answer, place)) for place in (0, 1)] == [2, 1]


def test_hevy_split_session_is_joined_and_reported() -> None:
    other = row(title="Legs", start_time="1 May 2021, 18:05", end_time="1 May 2021, 19:00")
    answer = parsed(row(), other, row(reps="9"))
    assert [one["reps"] for one in sets_of(answer)] == [10, 9]
    assert answer.unsupported["session in pieces across the file, joined"] == 1


def test_hevy_notes_are_taken_once_per_exercise() -> None:
    noted = row(description="Felt fine", exercise_notes="seat 4")
    answer = parsed(noted, noted, row(exercise_title="Curl", exercise_notes="seat 4"))
    assert answer.drafts[0].fields["note"] == "Felt fine\nRow (Cable): seat 4\nCurl: seat 4"
    long = parsed(row(description="x" * 2001))
    assert "note" not in long.drafts[0].fields
    assert long.unsupported["notes of a session longer than 2000 characters"] == 1
    odd = parsed(row(description="a\x07b"))
    assert "note" not in odd.drafts[0].fields
    assert odd.unsupported["notes of a session with characters that cannot be kept"] == 1


def test_hevy_long_exercise_name_costs_its_row_alone() -> None:
    answer = parsed(row(), row(exercise_title="x" * 81), row(title="Legs"))
    assert [draft.location for draft in answer.drafts] == ["row 2", "row 4"]
    assert [(refusal.location, refusal.session_rows) for refusal in answer.refusals] == [("row 3", 0)]
    assert "80 characters" in describe_refusal(answer.refusals[0])
    assert answer.unsupported == {"workout title": 2}


def test_hevy_too_many_sets_refuse_session() -> None:
    assert "200 sets" in describe_refusal(parsed(*[row()] * 201).refusals[0])
    assert len(sets_of(parsed(*[row()] * 200))) == 200


@for_each_case(
    "end", ["", "later", "3 May 2021, 18:05", "3 May 2021, 17:00", "4 May 2021, 09:06", "28 Mar 2021, 02:30"]
)
def test_hevy_invalid_end_omits_duration(end: str) -> None:
    answer = parsed(row(end_time=end))
    assert "session_min" not in answer.drafts[0].fields
    assert answer.unsupported[LENGTH] == 1


def test_hevy_conflicting_ends_omit_duration() -> None:
    assert "session_min" not in parsed(row(), row(end_time="3 May 2021, 19:10")).drafts[0].fields


def test_hevy_minutes_are_elapsed_across_clock_change() -> None:
    spring = parsed(row(start_time="28 Mar 2021, 01:30", end_time="28 Mar 2021, 03:30"))
    assert spring.drafts[0].fields["session_min"] == 60
    missing = parsed(row(start_time="28 Mar 2021, 02:30", end_time="28 Mar 2021, 03:30"))
    assert "02:30 did not happen" in describe_refusal(missing.refusals[0])


def test_hevy_session_in_repeated_hour_may_end_in_second_pass() -> None:
    answer = parsed(row(start_time="31 Oct 2021, 02:40", end_time="31 Oct 2021, 02:10"))
    assert answer.drafts[0].fields["session_min"] == 30


@for_each_case("rpe", ["0.5", "11", "8.3", "hard", "nan", "-7"])
def test_hevy_rpe_out_of_scale_is_omitted_and_counted(rpe: str) -> None:
    answer = parsed(row(rpe=rpe))
    assert sets_of(answer)[0]["rpe"] is None
    assert answer.unsupported["RPE that is not 1 to 10 in halves"] == 1


@for_each_case(
    ("change", "reason"),
    [
        ({"reps": "-3"}, "reps is below 0"),
        ({"reps": "NaN"}, "reps is not a number"),
        ({"reps": "7.5"}, "whole number from 0 to 100"),
        ({"reps": "101"}, "whole number from 0 to 100"),
        ({"weight_kg": "-20"}, "weight_kg is below 0"),
        ({"weight_kg": "heavy"}, "weight_kg is not a number"),
        ({"weight_kg": "1,000"}, "weight_kg is not a number"),
        ({"weight_kg": "1000.5"}, "more than 1000 kg"),
        ({"duration_seconds": "-1"}, "duration_seconds is below 0"),
        ({"set_type": "myo"}, "set type"),
        ({"set_type": ""}, "set type"),
        ({"exercise_title": "  "}, "exercise name"),
        ({"exercise_title": "a\nb"}, "exercise name"),
        ({"start_time": "31 Feb 2021, 18:05"}, "no such date"),
        ({"start_time": "3 Maj 2021, 18:05"}, "month"),
        ({"start_time": ""}, "not written like"),
    ],
)
def test_hevy_invalid_row_is_refused_alone(change: dict[str, str], reason: str) -> None:
    answer = parsed(row(), row(**change), row())
    assert len(sets_of(answer)) == 2
    assert [refusal.location for refusal in answer.refusals] == ["row 3"]
    assert reason in describe_refusal(answer.refusals[0])


def test_hevy_session_of_refused_rows_is_dropped() -> None:
    answer = parsed(row(reps="x"))
    assert (answer.drafts, len(answer.refusals)) == ([], 1)


def test_hevy_pounds_are_converted_to_the_gram() -> None:
    columns = [name.replace("weight_kg", "weight_lbs") for name in COLUMNS]
    answer = hevy.parse_file(table(row() | {"weight_lbs": "100"}, columns=columns), OSLO)
    assert sets_of(answer)[0]["load_kg"] == 45.359


@pytest.mark.parametrize(
    "start",
    [
        "May 3, 2021, 6:05 PM",
        "May 3, 2021, 6:05\u202fPM",
        "2021-05-03 18:05:00",
        "03.05.2021, 18:05",
        "3 May 2021, 18:05",
    ],
)
def test_hevy_date_locales_are_read(start: str) -> None:
    (draft,) = parsed(row(start_time=start)).drafts
    assert draft.fields["started_at"] == "2021-05-03T18:05:00"
    assert draft.id == parsed(row()).drafts[0].id


@pytest.mark.parametrize(("clock", "hour"), [("12:05 AM", "00:05"), ("12:05 PM", "12:05"), ("1:05 am", "01:05")])
def test_hevy_twelve_hour_noon_and_midnight_are_read(clock: str, hour: str) -> None:
    answer = parsed(row(start_time=f"Jan 1, 2024, {clock}"))
    assert answer.drafts[0].fields["started_at"] == f"2024-01-01T{hour}:00"
    assert parsed(row(start_time="Jan 1, 2024, 13:05 PM")).refusals


def test_hevy_bom_and_line_ends_are_read() -> None:
    assert len(hevy.parse_file(b"\xef\xbb\xbf" + table(row(), row(), end="\r\n"), OSLO).drafts) == 1
    assert hevy.parse_file(table(row(), end="\r"), OSLO).items_read == 1


def test_hevy_short_row_is_refused() -> None:
    answer = hevy.parse_file(table(row()) + b'"Upper","3 May 2021, 18:05"\n\n', OSLO)
    assert (answer.items_read, len(answer.drafts)) == (2, 1)
    assert answer.refusals[0].location == "row 3"


@for_each_case(
    "data", [b"", b"\n\n", b"[]", b"\xff\xfe", b"title,start_time\n", b"a" * 200_000, b"Date,Workout Name\n1,2\n"]
)
def test_hevy_other_file_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        hevy.parse_file(data, OSLO)


def test_hevy_missing_columns_are_named() -> None:
    with pytest.raises(Malformed) as refused:
        hevy.parse_file(table(columns=[n for n in COLUMNS if n not in {"reps", "set_type", "weight_kg"}]), OSLO)
    assert describe_error(refused.value) == "This is not a Hevy file: it lacks reps, set_type, weight_kg."


def refusal_message(data: bytes) -> str:
    try:
        return f"{hevy.parse_file(data, OSLO).items_read} rows read."
    except Malformed as problem:
        return describe_error(problem)


@given(st.binary(max_size=200), st.booleans())
def test_hevy_random_bytes_are_refused_or_read(data: bytes, headed: bool) -> None:
    assert refusal_message(table(row()) + data if headed else data).endswith(".")


CELL = st.text(max_size=20) | st.floats().map(str) | st.datetimes().map(lambda at: f"{at:%d %b %Y, %H:%M}")
CELL |= st.sampled_from(["warmup", "failure", "dropset", "0", "100", "-1", "1e400", "9" * 400, "٣", "²"])


@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELL, max_size=4), max_size=5))
def test_hevy_mutated_rows_give_valid_drafts_or_refusal(changes: list[dict[str, str]]) -> None:
    usable = [
        row(**change) for change in changes if not any(0xD800 <= ord(c) < 0xE000 for v in change.values() for c in v)
    ]
    answer = parsed(row(), *usable)
    assert answer.items_read == 1 + len(usable)
    assert len({draft.id for draft in answer.drafts}) == len(answer.drafts)
    for draft in answer.drafts:
        parse_record(Resistance, draft.fields)
