"""What nobody means to send: a clear 4xx that names the field, the same on both databases, and nothing saved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.api_answers import assert_problem, list_all_entries
from tests.support.cases import for_each_case
from tests.support.entries import FOOD, LEVEL, NIGHT, OTHER, PRACTICE, SETS
from tests.support.people import ApiClient


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_saved(shared: ApiClient) -> Iterator[None]:
    yield
    assert list_all_entries(shared) == []


def refused_fields(answer: Any) -> list[str]:
    told = assert_problem(answer, 422, "invalid")
    assert all(error["message"].endswith(".") for error in told["errors"])
    return [error["field"] for error in told["errors"]]


NUMBERS = [2**63, -(2**63) - 1, 10**40, -1, 1e300, 1.5, "4", "", True, [], {}, [1]]
NUMBER_FIELDS = [("stress", LEVEL, "stress_now"), ("stress", PRACTICE, "minutes"), ("sleep", NIGHT, "sol_min"),
                 ("training", OTHER, "session_min"), ("sleep", NIGHT, "waso_min")]  # fmt: skip


@for_each_case("value", NUMBERS, ids=repr)
@for_each_case(("pillar", "raw", "field"), NUMBER_FIELDS, ids=[field for *_, field in NUMBER_FIELDS])
def test_out_of_range_number_is_refused_at_its_field(
    shared: ApiClient, pillar: str, raw: dict[str, Any], field: str, value: Any
) -> None:
    assert refused_fields(shared.post(f"/{pillar}/entries", {**raw, field: value})) == [field]


@for_each_case("value", [2**63, 10**40, -1, 1e300, 1000.5, "60", [], True], ids=repr)
@for_each_case("field", ["reps", "load_kg", "rpe", "rest_s", "seconds", "distance_m"])
def test_out_of_range_set_value_is_refused_at_its_row(shared: ApiClient, field: str, value: Any) -> None:
    sets = [*SETS["sets"][:1], {"exercise": "Row", "reps": 1, field: value}]
    if (field, value) not in {("load_kg", -1), ("distance_m", 1000.5)} if isinstance(value, float | int) else True:
        assert refused_fields(shared.post("/training/entries", {**SETS, "sets": sets})) == [f"sets.1.{field}"]


LITERALS = ["NaN", "Infinity", "-Infinity"]


@for_each_case("literal", LITERALS)
@for_each_case("field", ["stress_now", "note", "day"])
def test_non_json_number_literal_is_refused(shared: ApiClient, literal: str, field: str) -> None:
    body = json.dumps({**LEVEL, field: 0}).replace(f'"{field}": 0', f'"{field}": {literal}').encode()
    assert_problem(shared.send("/stress/entries", body), 400, "malformed")


@for_each_case("literal", ["1e999", "-1e999", "9" * 400, "1e-400" + "1"])
def test_huge_integer_is_refused_at_its_field(shared: ApiClient, literal: str) -> None:
    body = json.dumps({**LEVEL, "stress_now": 0}).replace('"stress_now": 0', f'"stress_now": {literal}').encode()
    assert refused_fields(shared.send("/stress/entries", body)) == ["stress_now"]


@for_each_case("literal", ["1e999", "-1e999", "NaN", "9" * 400, "9" * 5000])
def test_huge_load_is_refused(shared: ApiClient, literal: str) -> None:
    raw = {"kind": "resistance", "day": "2026-03-12", "sets": [{"exercise": "Row", "load_kg": 0, "reps": 1}]}
    body = json.dumps(raw).replace('"load_kg": 0', f'"load_kg": {literal}').encode()
    answer = shared.send("/training/entries", body)
    if answer.status_code == 400:
        assert_problem(answer, 400, "malformed")
        assert literal in {"NaN", "9" * 5000}
    else:
        assert refused_fields(answer) == ["sets.0.load_kg"]


TEXTS = {"NUL": "a\x00b", "escape": "a\x1bb", "C1": "a\x85b", "delete": "a\x7fb", "return": "a\rb", "bell": "\x07"}
TEXT_FIELDS = [("stress", LEVEL, "note"), ("training", OTHER, "activity"),
               ("stress", {**PRACTICE, "practice": "other"}, "practice_text")]  # fmt: skip


@for_each_case("text", TEXTS.values(), ids=TEXTS)
@for_each_case(("pillar", "raw", "field"), TEXT_FIELDS, ids=[field for *_, field in TEXT_FIELDS])
def test_unstorable_character_is_refused_at_its_field(
    shared: ApiClient, pillar: str, raw: dict[str, Any], field: str, text: str
) -> None:
    assert refused_fields(shared.post(f"/{pillar}/entries", {**raw, field: text})) == [field]


@for_each_case("escaped", [r"\ud800", r"\udfff", r"a\udc00\ud800b", r"\ud83d"])
@for_each_case(("pillar", "raw", "field"), TEXT_FIELDS, ids=[field for *_, field in TEXT_FIELDS])
def test_lone_surrogate_is_refused_at_its_field(
    shared: ApiClient, pillar: str, raw: dict[str, Any], field: str, escaped: str
) -> None:
    body = json.dumps({**raw, field: "HERE"}).replace("HERE", escaped).encode()
    assert refused_fields(shared.send(f"/{pillar}/entries", body)) == [field]


def test_lone_surrogate_as_field_name_is_refused(shared: ApiClient) -> None:
    body = json.dumps({**LEVEL, "HERE": 1}).replace("HERE", r"\ud800").encode()
    assert 400 <= shared.send("/stress/entries", body).status_code < 500


DAYS = ["0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-13-01", "2026-00-10", "2026-3-1",
        "-2026-03-01", "2026-03-12T00:00:00", "2026-W11-4", "20260312", "today", "", " 2026-03-12", "2026-03-12\n",
        "٢٠٢٦-٠٣-١٢", 0, 20260312, 1.5, None, True, [], {}]  # fmt: skip


@for_each_case("day", DAYS, ids=repr)
@for_each_case(("pillar", "raw"), [("stress", LEVEL), ("diet", FOOD)], ids=["level", "list"])
def test_invalid_day_is_refused_at_its_field(shared: ApiClient, pillar: str, raw: dict[str, Any], day: Any) -> None:
    assert refused_fields(shared.post(f"/{pillar}/entries", {**raw, "day": day})) == ["day"]


@for_each_case("day", ["0000-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "x", "%00", "1", "-"])
def test_invalid_day_in_path_is_refused(shared: ApiClient, day: str) -> None:
    for answer in (shared.get(f"/days/{day}"), shared.put(f"/days/{day}/marks/diet", {"mark": "none"})):
        assert refused_fields(answer) == ["day"]


MOMENTS = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0000-01-01T00:00", "2026-03-12T24:00",
           "2026-03-12T25:00", "2026-03-12T22:60", "2026-03-12T22:45:60", "2026-02-30T22:45", "2026-03-29T02:30",
           "2026-03-11", "22:45", "2026-03-11T22:45+25:00",
           "2026-03-11T22:45[Europe/Stockholm]", "", 0, 1773000000, 1.5, True, [], {}]  # fmt: skip


@for_each_case("moment", MOMENTS, ids=repr)
def test_invalid_time_is_refused_at_its_field(shared: ApiClient, moment: Any) -> None:
    raw = {"kind": "practice", "day": "2026-03-12", "practice": "rest", "minutes": 5, "started_at": moment}
    assert refused_fields(shared.post("/stress/entries", raw)) == ["started_at"]
    assert "bed_at" in refused_fields(shared.post("/sleep/entries", {**NIGHT, "bed_at": moment}))


@for_each_case("zone", ["", "Mars/Olympus", "europe/stockholm", "../../etc/passwd", "\x00", "UTC+1", 1, None, []])
def test_invalid_timezone_is_refused(shared: ApiClient, zone: Any) -> None:
    assert "zone" in refused_fields(shared.post("/stress/entries", {**LEVEL, "zone": zone}))


BODIES: dict[str, tuple[bytes, int]] = {
    "empty": (b"", 400), "null": (b"null", 400), "array": (b"[]", 400), "text": (b'"a"', 400), "number": (b"1", 400),
    "object left open": (b'{"kind": "level"', 400), "single quotes": (b"{'kind': 'level'}", 400),
    "invalid UTF-8": (b'{"kind": "level", "note": "\xff\xfe"}', 400), "cut UTF-8": (b'{"note": "\xc3"}', 400),
    "UTF-16": ('{"kind": "level"}'.encode("utf-16"), 400), "byte order mark": (b'\xef\xbb\xbf{"kind": "level"}', 400),
    "name twice": (b'{"kind": "level", "day": "2026-03-12", "stress_now": 1, "stress_now": 2}', 400),
    "name twice inside": (b'{"kind": "resistance", "sets": [{"reps": 1, "reps": 2}]}', 400),
    "deep list": (b'{"kind":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
    "deep object": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400), "raw NUL": (b'{"note": "\x00"}', 400),
    "empty object": (b"{}", 422), "two documents": (b"{} {}", 400), "trailing": (b'{"kind": "level"},', 400),
}  # fmt: skip


@for_each_case(("body", "status"), BODIES.values(), ids=BODIES)
@for_each_case("path", ["/stress/entries", "/training/entries"])
def test_malformed_body_is_refused(shared: ApiClient, path: str, body: bytes, status: int) -> None:
    assert_problem(shared.send(path, body), status, "malformed" if status == 400 else "invalid")


@for_each_case("kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
                                  "text/json", "application/xml", "json", "application/json2", "a/b"])  # fmt: skip
def test_content_type_other_than_json_is_refused(shared: ApiClient, kind: str) -> None:
    body = json.dumps(LEVEL).encode()
    assert_problem(shared.send("/stress/entries", body, kind), 415, "wrong-media-type")
    headers = {"Content-Type": kind}
    put = shared.client.put("/api/v1/days/2026-03-12/marks/diet", content=b'{"mark": "none"}', headers=headers)
    assert_problem(put, 415, "wrong-media-type")


@pytest.mark.parametrize("size", [2001, 10 * 1024 * 1024], ids=["just too long", "10 MB"])
def test_too_long_note_is_refused_at_its_field(shared: ApiClient, size: int) -> None:
    assert refused_fields(shared.post("/stress/entries", {**LEVEL, "note": "x" * size})) == ["note"]


def test_body_of_20_mb_is_refused(shared: ApiClient) -> None:
    body = b'{"note": "' + b"x" * (20 * 1024 * 1024) + b'"}'
    assert_problem(shared.send("/stress/entries", body), 413, "too-large")


@for_each_case("items", [None, "pulses", {"pulses": True}, [1], [["pulses"]], ["pulses", 2], ["x" * 41]])
def test_invalid_food_items_are_refused_at_their_field(shared: ApiClient, items: Any) -> None:
    (field,) = {
        name.partition(".")[0] for name in refused_fields(shared.post("/diet/entries", {**FOOD, "items": items}))
    }
    assert field == "items"


def test_all_wrong_fields_are_reported_at_once(shared: ApiClient) -> None:
    wrong = {**NIGHT, "sol_min": -1, "quality": 9, "alarm": "no", "mood": 1, "bed_at": "x"}
    assert set(refused_fields(shared.post("/sleep/entries", wrong))) == {
        "sol_min",
        "quality",
        "alarm",
        "mood",
        "bed_at",
    }


def test_error_response_never_echoes_input(shared: ApiClient) -> None:
    answer = shared.post("/stress/entries", {**LEVEL, "note": "a very private thought\x00"})
    assert "private" not in answer.text


CALLS = [
    "/pillars",
    "/stress/entries",
    "/days/2026-03-12",
    "/trends/sleep.duration",
    "/patterns",
    "/snippets",
    "/export",
]


@for_each_case("call", CALLS)
def test_unknown_query_parameter_is_refused(shared: ApiClient, call: str) -> None:
    assert refused_fields(shared.get(call, form="2026-03-01", to_="x")) == ["form", "to_"]


def test_repeated_query_parameter_is_refused(shared: ApiClient) -> None:
    assert refused_fields(shared.get("/trends/sleep.duration", to=["2026-03-01", "2026-03-02"])) == ["to"]


def test_keyed_metric_accepts_its_name_parameter(shared: ApiClient) -> None:
    assert shared.get("/trends/training.e1rm", exercise="Squat").status_code == 200
