"""Fitbit sleep logs as drafts: wake dates, naps, duplicates, clock changes and refusals."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.errors import Malformed
from habitlog.importers import fitbit
from habitlog.importers.base import ParsedFile
from habitlog.pillars.sleep.record import Nap, Night
from habitlog.tracking.entry import parse_record
from habitlog.web.presenters.error_text import describe_error
from habitlog.web.presenters.imports import describe_refusal

OSLO = "Europe/Oslo"
OFF = "sleep an hour off its counted minutes: its time zone or clock change may be another, times kept"


def log(number: int = 1, **changes: Any) -> dict[str, Any]:
    made = {
        "logId": number,
        "dateOfSleep": "2021-05-04",
        "startTime": "2021-05-03 23:10:30",
        "endTime": "2021-05-04T06:40:00.000",
        "duration": 26_940_000,
        "timeInBed": 449,
        "minutesAsleep": 400,
        "minutesAwake": 49,
        "minutesToFallAsleep": 0,
        "minutesAfterWakeup": 0,
        "efficiency": 91,
        "type": "stages",
        "mainSleep": True,
        "levels": {"summary": {"deep": {"thirtyDayAvgMinutes": 60}}, "data": []},
    }
    return made | changes


def nap(number: int = 9, start: str = "13:00", end: str = "13:40", **changes: Any) -> dict[str, Any]:
    times = {"startTime": f"2021-05-04 {start}:00", "endTime": f"2021-05-04T{end}:00.000"}
    lengths = {"duration": None, "timeInBed": None, "minutesAsleep": 38, "minutesAwake": 2}
    return log(number, mainSleep=False, **(times | lengths | changes))


def parsed(*logs: object, zone: str = OSLO) -> ParsedFile:
    return fitbit.parse_file(json.dumps(list(logs)).encode(), zone)


def night_of(start: str, end: str, **changes: Any) -> dict[str, Any]:
    return log(startTime=start, endTime=end, **({"duration": None, "timeInBed": None} | changes))


def test_fitbit_main_sleep_becomes_night() -> None:
    (draft,) = parsed(log(77)).drafts
    assert (draft.pillar, draft.location) == ("sleep", "log 77")
    assert draft.fields == {
        "kind": "night",
        "zone": OSLO,
        "bed_at": "2021-05-03T23:10:30",
        "out_at": "2021-05-04T06:40:00",
        "asleep_min": 400,
    }
    assert parse_record(Night, draft.fields).entry_date.isoformat() == "2021-05-04"


def test_fitbit_nap_becomes_nap() -> None:
    both = parsed(log(1), nap(2))
    assert [draft.fields["kind"] for draft in both.drafts] == ["night", "nap"]
    assert parse_record(Nap, both.drafts[1].fields).duration_min == 40
    assert both.unsupported["minutes asleep of a nap"] == 1


def test_fitbit_sleep_over_eight_hours_is_a_main_one() -> None:
    assert [draft.fields["kind"] for draft in parsed(nap(5, "08:00", "16:01")).drafts] == ["night"]
    assert [draft.fields["kind"] for draft in parsed(nap(5, "08:00", "16:00")).drafts] == ["nap"]


def test_fitbit_log_inside_another_is_refused() -> None:
    answer = parsed(log(2, endTime="2021-05-04T06:00:00"), nap(3, "06:00", "07:00"), log(1))
    assert [draft.location for draft in answer.drafts] == ["log 1"]
    assert [refusal.location for refusal in answer.refusals] == ["log 2", "log 3"]
    assert "at the same time as another sleep of the file (log 1)" in describe_refusal(answer.refusals[0])


def test_fitbit_duplicate_log_counts_once() -> None:
    again = log(1, levels={"summary": {"deep": {"thirtyDayAvgMinutes": 61}}, "data": []})
    answer = parsed(log(1), again, log(1, minutesAsleep=300))
    assert (answer.items_read, answer.duplicates, len(answer.drafts)) == (3, 2, 1)
    assert answer.unsupported["repeated log with other times or minutes, of which the first was kept"] == 1


def test_fitbit_ids_are_stable_and_distinct() -> None:
    first, second = parsed(log(1), nap(2)).drafts
    assert first.id == parsed(log(1, minutesAsleep=10)).drafts[0].id == first.id.lower()
    assert first.id != second.id
    assert first.id[14] == "5"


def test_fitbit_second_main_sleep_of_date_is_another_one() -> None:
    later = log(2, startTime="2021-05-04 07:00:00", endTime="2021-05-04T09:00:00", duration=None, timeInBed=None)
    later |= {"minutesAsleep": 110, "minutesAwake": 10}
    answer = parsed(later, log(1))
    assert [draft.fields.get("additional") for draft in answer.drafts] == [True, None]
    assert answer.unsupported["further main sleep of a date, kept as another main sleep"] == 1


def test_fitbit_wrong_date_of_sleep_is_reported() -> None:
    answer = parsed(log(1, dateOfSleep="2021-05-03"))
    assert parse_record(Night, answer.drafts[0].fields).entry_date.isoformat() == "2021-05-04"
    assert answer.unsupported["Fitbit date other than the date of getting up, which is the one kept"] == 1


SPRING = {"startTime": "2021-03-28 00:30:00", "endTime": "2021-03-28T08:30:00.000", "duration": 28_800_000}
SPRING |= {"timeInBed": 480, "minutesAsleep": 360, "minutesAwake": 60, "dateOfSleep": "2021-03-28"}


def test_fitbit_spring_clock_change_shortens_night() -> None:
    answer = parsed(log(1, **SPRING))
    assert parse_record(Night, answer.drafts[0].fields).time_in_bed_min == 420
    assert OFF not in answer.unsupported


def test_fitbit_inconsistent_timezone_is_reported() -> None:
    assert parsed(log(1, **SPRING), zone="UTC").unsupported[OFF] == 1
    assert parsed(log(1, **SPRING), zone="America/New_York").unsupported[OFF] == 1


def test_fitbit_inconsistent_duration_is_reported() -> None:
    answer = parsed(log(1, timeInBed=300))
    assert answer.unsupported["length by the device other than its two times, which are the ones kept"] == 1


def test_fitbit_minutes_after_wakeup_count_in_duration() -> None:
    around = {"minutesAfterWakeup": 60, "minutesAwake": 0, "minutesAsleep": 389}
    answer = parsed(log(1, **around))
    assert OFF not in answer.unsupported
    assert answer.unsupported["minutes in bed after waking by the device"] == 1


def test_fitbit_nonexistent_time_is_refused() -> None:
    answer = parsed(night_of("2021-03-28 02:30:00", "2021-03-28T08:30:00"))
    assert "02:30 did not happen" in describe_refusal(answer.refusals[0])


@pytest.mark.parametrize(
    ("asleep", "out_at"),
    [(230, "2021-10-31T02:30:00"), (290, "2021-10-31T02:30:00+01:00"), (10, "2021-10-31T02:30:00")],
)
def test_fitbit_repeated_hour_is_first_unless_minutes_fit_second(asleep: int, out_at: str) -> None:
    (draft,) = parsed(
        night_of("2021-10-30 22:30:00", "2021-10-31T02:30:00", minutesAsleep=asleep, minutesAwake=10)
    ).drafts
    assert draft.fields["out_at"] == out_at


def test_fitbit_nap_across_repeated_hour_has_duration() -> None:
    times = {"startTime": "2021-10-31 02:50:00", "endTime": "2021-10-31T02:10:00"}
    (draft,) = parsed(nap(1, minutesAsleep=18, **times) | times).drafts
    assert parse_record(Nap, draft.fields).duration_min == 20


@for_each_case(
    ("change", "reason"),
    [
        ({"startTime": None}, "startTime is not a time"),
        ({"endTime": "2021-02-30T06:00:00"}, "endTime is a date or time that does not exist"),
        ({"endTime": "2021-05-04T06:40:00Z"}, "endTime is not a time"),
        ({"endTime": "2021-05-03T23:10:30"}, "ends before it starts"),
        ({"endTime": "2021-05-05T06:40:00"}, "longer than 24 hours"),
        ({"endTime": "0001-01-01T06:40:00"}, "year"),
        ({"minutesAsleep": -1}, "minutesAsleep is not a whole number"),
        ({"minutesAsleep": float("nan")}, "minutesAsleep is not a whole number"),
        ({"duration": float("inf")}, "duration is not a whole number"),
        ({"timeInBed": "449"}, "timeInBed is not a whole number"),
        ({"minutesAsleep": 450}, "more minutes asleep"),
        ({"mainSleep": "yes"}, "main sleep or a nap"),
        ({"logId": None}, "no logId"),
        ({"logId": True}, "no logId"),
        ({"logId": "\ud800"}, "no logId"),
    ],
)
def test_fitbit_invalid_log_is_refused_alone(change: dict[str, Any], reason: str) -> None:
    answer = parsed(log(1, **change), nap(2))
    assert [draft.location for draft in answer.drafts] == ["log 2"]
    assert len(answer.refusals) == 1
    assert reason in describe_refusal(answer.refusals[0])


def test_fitbit_night_without_minutes_asleep_keeps_times() -> None:
    answer = parsed(log(1, minutesAsleep=None))
    assert "asleep_min" not in answer.drafts[0].fields
    assert answer.unsupported["night without minutes asleep, kept with its times"] == 1


def test_fitbit_non_log_items_are_refused_one_by_one() -> None:
    answer = parsed(log(1), 7, None, [])
    assert [refusal.location for refusal in answer.refusals] == [f"log number {n}" for n in (2, 3, 4)]


@for_each_case(
    "data",
    [
        b"",
        b" \r\n",
        b"{}",
        b"null",
        b"[1, 2]",
        b'"x"',
        b'{"sleep": 3}',
        b"title,start_time",
        b"\xff\xfe\x00",
        b"[" * 10**5,
    ],
)
def test_fitbit_other_file_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        fitbit.parse_file(data, OSLO)


def test_fitbit_bom_line_ends_and_api_envelope_are_read() -> None:
    text = json.dumps({"sleep": [log(1) | {"isMainSleep": True}]}, indent=1).replace("\n", "\r\n")
    assert len(fitbit.parse_file(b"\xef\xbb\xbf" + text.encode(), OSLO).drafts) == 1
    assert fitbit.parse_file(b"[]", OSLO).drafts == []


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
ANY_TIME = st.datetimes().map(lambda moment: moment.isoformat())


def refusal_message(data: bytes) -> str:
    try:
        return f"{fitbit.parse_file(data, OSLO).items_read} logs read."
    except Malformed as problem:
        return describe_error(problem)


@given(st.binary(max_size=200))
def test_fitbit_random_bytes_are_refused_or_read(data: bytes) -> None:
    assert refusal_message(data).endswith(".")


@given(st.lists(st.dictionaries(st.sampled_from(sorted(log())), ANY_JSON | ANY_TIME, max_size=4), max_size=4))
def test_fitbit_mutated_logs_give_valid_drafts_or_refusal(changes: list[dict[str, Any]]) -> None:
    answer = parsed(log(0), *(log(n, **change) for n, change in enumerate(changes, start=1)))
    assert answer.items_read == 1 + len(changes)
    assert answer.items_read == answer.duplicates + len(answer.drafts) + len(answer.refusals)
    for draft in answer.drafts:
        parse_record(Night if draft.fields["kind"] == "night" else Nap, draft.fields)
