"""Numbers as people type them: read where there is no doubt, refused in plain words with the unit where there is."""

from __future__ import annotations

from typing import Any

import pytest
from tests.pages.conftest import ExportRecord
from tests.pages.reading import find_entry_form, field_error, submit_form
from tests.support.people import Browser

from habitlog.pillars import PILLARS

pytestmark = pytest.mark.one_database

MINUTES = "Whole minutes fit here, like 25 or 1 h 30 min."
SECONDS = "Whole seconds fit here, like 30."
BEATS = "Whole beats a minute fit here, like 140."
BASIC_HIIT = {"modality": "row", "work_s": "60", "rest_s": "60", "rounds": "10"}
NIGHT = {"bed_at": "22:45", "try_at": "23:00", "out_at": "07:15"}


def submit_kind(browser: Browser, kind: str, **typed: Any) -> Any:
    pillar = {"night": "sleep", "hiit": "training", "practice": "stress"}[kind]
    return submit_form(browser, find_entry_form(browser.get(f"/{pillar}/new?kind={kind}&day=2026-03-12")), **typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("25", 25), (" 25 ", 25), ("25 min", 25), ("25min", 25), ("25 MIN", 25), ("1 h 30 min", 90), ("1h30min", 90),
        ("2 h 0 min", 120), ("0", 0), ("007", 7), ("+5", 5),
    ],
)  # fmt: skip
def test_minutes_are_parsed_when_unambiguous(
    ada: Browser, exported_record: ExportRecord, typed: str, kept: int
) -> None:
    assert submit_kind(ada, "night", **NIGHT, sol_min=typed).status_code == 303
    assert exported_record()["entries"][0]["sol_min"] == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        *((typed, MINUTES) for typed in (
            "7 h", "1:30", "0,5", "4.5", "１２", "٣", "1e3", "1.000", "1,000", "1 000", "25 s", "25 minutes or so", "∞",
            "NaN", "0x19", "½", "--5", "1 h 75 min", "9" * 400, "ten",
        )),
        ("-5", "0 min is the least that fits here."),
        ("−5 min", "0 min is the least that fits here."),
        ("481", "480 min is the most that fits here."),
        ("999999999999", "480 min is the most that fits here."),
        ("9" * 40, "480 min is the most that fits here."),
    ],
)  # fmt: skip
def test_ambiguous_minutes_are_refused_with_message(
    shared_ada: Browser, shared_exported_record: ExportRecord, typed: str, said: str
) -> None:
    answer = submit_kind(shared_ada, "night", **NIGHT, sol_min=typed, quality="4")
    assert answer.status_code == 422
    assert field_error(answer.text, "sol_min") == said
    shown = find_entry_form(answer)
    assert {name: shown.get(name) for name in NIGHT} == NIGHT
    assert (shown.get("sol_min"), shown.get("quality")) == (typed, "4")
    assert shared_exported_record()["entries"] == []


@pytest.mark.parametrize(
    ("kind", "typed", "field", "said"),
    [
        ("night", NIGHT | {"asleep_min": "7 h"}, "asleep_min", MINUTES),
        ("night", NIGHT | {"waso_min": "2000"}, "waso_min", "720 min is the most that fits here."),
        ("night", NIGHT | {"wakes": "1.000"}, "wakes", "A whole number fits here, like 2."),
        ("night", NIGHT | {"wakes": "51"}, "wakes", "50 is the most that fits here."),
        ("night", NIGHT | {"out_at": "7 Uhr"}, "out_at", "A clock time is written like 22:45."),
        ("night", NIGHT | {"out_at": "24:00"}, "out_at", "A clock time is written like 22:45."),
        ("hiit", BASIC_HIIT | {"work_s": "1 min"}, "work_s", SECONDS),
        ("hiit", BASIC_HIIT | {"rest_s": "1000 s"}, "rest_s", "900 s is the most that fits here."),
        ("hiit", BASIC_HIIT | {"hr_avg": "2 Hz"}, "hr_avg", BEATS),
        ("hiit", BASIC_HIIT | {"hr_max": "29 bpm"}, "hr_max", "30 bpm is the least that fits here."),
        ("hiit", BASIC_HIIT | {"session_min": "0"}, "session_min", "1 min is the least that fits here."),
        ("practice", {"practice": "breathing", "minutes": "10,0"}, "minutes", MINUTES),
    ],
)
def test_number_error_names_unit(shared_ada: Browser, kind: str, typed: dict[str, str], field: str, said: str) -> None:
    answer = submit_kind(shared_ada, kind, **typed)
    assert answer.status_code == 422
    assert field_error(answer.text, field) == said
    shown = find_entry_form(answer)
    assert {name: shown.get(name) for name in typed} == typed


def test_seconds_and_heart_rate_accept_unit_suffix(ada: Browser, exported_record: ExportRecord) -> None:
    assert submit_kind(ada, "hiit", **BASIC_HIIT | {"work_s": "90 s", "hr_avg": "150 bpm"}).status_code == 303
    [entry] = exported_record()["entries"]
    assert (entry["work_s"], entry["hr_avg"]) == (90, 150)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        pytest.param(kind, one, id=f"{kind.key}-{one.name}")
        for pillar in PILLARS.values() for kind in pillar.kinds for one in kind.fields
        if one.widget in {"minutes", "stepper"}
    ],
)  # fmt: skip
def test_form_ranges_equal_record_ranges(kind: Any, field: Any) -> None:
    schema = kind.record.model_json_schema()["properties"][field.name]
    [number] = [one for one in schema.get("anyOf", [schema]) if one.get("type") == "integer"]
    assert (number["minimum"], number["maximum"]) == (field.low, field.high)
