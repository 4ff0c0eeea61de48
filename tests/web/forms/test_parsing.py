"""Absurd input in the forms of sessions, practices, levels and food lists: refused in words at its field, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from tests.support.api_answers import list_all_entries
from tests.support.cases import for_each_case
from tests.support.html import Form, field_error, find_entry_form, open_form, submit_form
from tests.support.people import Browser, create_api_client, ensure_account, sign_in
from tests.support.records import ExportRecord

from habitlog.pillars import PILLARS

SET = {"sets__1__exercise": "Row", "sets__1__load_kg": "60", "sets__1__reps": "8"}
HIIT = {"modality": "row", "work_s": "60", "rest_s": "60", "rounds": "10"}
PRACTICE = {"practice": "breathing", "minutes": "10"}
HTML = "<script>alert(1)</script>\"><b>'"
LIFTER = "\U0001f3cb\ufe0f\u200d\u2642\ufe0f"
OTHER_SCRIPTS = ("\u0666\u0660", "\u096c\u0966", "\uff16\uff10", "\u2167", "\u00bd")
"""Sixty in Arabic-Indic, Devanagari and full-width digits; a Roman eight; a half."""
WORDS = (*OTHER_SCRIPTS, LIFTER, HTML, "NaN", "-Infinity", "1e3", "0x10", "6 0", "--6", "9" * 40, "x" * 10_000)
ODD = tuple(word for word in WORDS if not (word.isascii() and word.isdigit()))
"""Without the number that is merely far too large."""
WHOLE, NUMBER = "A whole number is expected", "A number is expected"


@pytest.fixture(scope="module")
def anna(shared_app: FastAPI) -> Iterator[Browser]:
    """Someone whose log stays empty: every form here is refused."""
    yield sign_in(shared_app, "Anna", "Europe/Stockholm")
    program = create_api_client(shared_app, ensure_account(shared_app, "Anna", "Europe/Stockholm"), "read")
    assert list_all_entries(program) == []


def assert_refused(browser: Browser, kind: tuple[str, str], typed: dict[str, Any], field: str) -> tuple[str, Form]:
    """Send a form that does not fit; return the sentence at its field and the form as it came back."""
    note = f"kept {HTML} {LIFTER}"
    answer = submit_form(browser, open_form(browser, *kind), **typed, note=note)
    assert answer.status_code == 422
    assert HTML not in answer.text
    shown = find_entry_form(answer)
    assert unescape(shown.get("note")) == note
    assert f'href="#{field}"' in answer.text
    at = "-".join(field.split("-")[:2])
    return field_error(answer.text, at), shown


def assert_kept(shown: Form, typed: dict[str, str]) -> None:
    for name, value in typed.items():
        assert shown.get(name.replace("__", "-")) == value, name


SETS: list[tuple[str, tuple[str, ...], str]] = [
    ("reps", ("101", "100000"), "Reps: At most 100."),
    ("reps", ("-1", "−1"), "Reps: At least 0."),
    ("reps", ("8,5", "8.5", *WORDS), f"Reps: {WHOLE}, in the digits 0 to 9."),
    ("load_kg", ("1001", "1000,5"), "Load, kg: At most 1000."),
    ("load_kg", ("-301", "−300,5"), "Load, kg: At least -300."),
    ("seconds", ("0",), "Seconds: At least 1."),
    ("seconds", ("1.5", *WORDS), f"Seconds: {WHOLE}, in the digits 0 to 9."),
    ("distance_m", ("0",), "Distance, m: At least 0.5."),
    ("distance_m", WORDS, f"Distance, m: {NUMBER}, in the digits 0 to 9."),
    ("load_kg", (*WORDS, "60kg", "6,0,0"), f"Load, kg: {NUMBER}, in the digits 0 to 9."),
    ("rpe", ("8.3", "8,3"), "RPE: This goes in steps of 0.5."),
    ("rpe", ("0", "0.5"), "RPE: At least 1."),
    ("rpe", ("10.5", "11"), "RPE: At most 10."),
    ("rir", ("11",), "Left in reserve: At most 10."),
    ("rir", WORDS, f"Left in reserve: {WHOLE}, in the digits 0 to 9."),
    ("rest_s", ("1801",), "Rest, s: At most 1800."),
    ("exercise", ("", "   "), "Exercise: This is needed."),
    ("exercise", ("x" * 81, LIFTER * 17, HTML * 400), "Exercise: At most 80 characters."),
    ("exercise", ("bell \a",), "Exercise: This text has a character that cannot be saved."),
]


@for_each_case(("column", "values", "sentence"), SETS, ids=[f"{one[0]}-{one[1][0]}" for one in SETS])
def test_set_form_refuses_invalid_value(anna: Browser, column: str, values: tuple[str, ...], sentence: str) -> None:
    for value in values:
        typed = SET | {f"sets__1__{column}": value}
        told, shown = assert_refused(anna, ("training", "resistance"), typed, f"sets-1-{column}")
        assert told == sentence, value
        assert_kept(shown, typed)


def test_set_form_refuses_contradiction(anna: Browser) -> None:
    typed = SET | {"sets__1__rpe": "9", "sets__1__rir": "3"}
    told, shown = assert_refused(anna, ("training", "resistance"), typed, "sets-1-rir")
    assert told.startswith("Left in reserve: RPE and reps left contradict each other: RPE 10 leaves 0,")
    assert_kept(shown, typed)


def test_set_form_refuses_too_many_sets(anna: Browser) -> None:
    typed = {f"sets__{row}__exercise": f"Row {row}" for row in range(201)}
    told, shown = assert_refused(anna, ("training", "resistance"), typed, "sets")
    assert told == "At most 200 of these are allowed, and there are more."
    assert_kept(shown, typed)


def test_set_form_reports_every_wrong_cell(anna: Browser) -> None:
    typed = SET | {
        "sets__1__reps": "101",
        "sets__1__load_kg": LIFTER,
        "sets__4__exercise": "Press",
        "sets__4__rpe": "0",
    }
    told, shown = assert_refused(anna, ("training", "resistance"), typed, "sets-4-rpe")
    assert told == "RPE: At least 1."
    assert_kept(shown, typed)
    told, _ = assert_refused(anna, ("training", "resistance"), typed, "sets-1-reps")
    assert told == f"Reps: At most 100. Load, kg: {NUMBER}, in the digits 0 to 9."


INTERVALS, QUIET = ("training", "hiit"), ("stress", "practice")
FIELDS: list[tuple[tuple[str, str], dict[str, str], str, tuple[str, ...], str]] = [
    (INTERVALS, HIIT, "work_s", ("4", "-60"), "At least 5 s."),
    (INTERVALS, HIIT, "work_s", ("601",), "At most 600 s."),
    (INTERVALS, HIIT, "work_s", ("",), "This is needed."),
    (INTERVALS, HIIT, "rest_s", ("901",), "At most 900 s."),
    (INTERVALS, HIIT, "rounds", ("0",), "At least 1."),
    (INTERVALS, HIIT, "rounds", ("61", "99999999999999999"), "At most 60."),
    (INTERVALS, HIIT, "rounds", ODD, "Enter a whole number, like 2."),
    (INTERVALS, HIIT, "blocks", ("11",), "At most 10."),
    (INTERVALS, HIIT, "hr_avg", ("29",), "At least 30 bpm."),
    (INTERVALS, HIIT | {"hr_avg": "170"}, "hr_max", ("160",),
     "The highest heart rate is lower than the average one."),
    (INTERVALS, HIIT, "session_min", ("0",), "At least 1 min."),
    (INTERVALS, HIIT, "started_at", ("25:00", HTML, LIFTER),
     "Enter a clock time, like 22:45."),
    (QUIET, PRACTICE, "minutes", ("0", "-10"), "At least 1 min."),
    (QUIET, PRACTICE, "minutes", ("601",), "At most 600 min."),
    (QUIET, PRACTICE, "minutes", ("1,5", *ODD), "Whole minutes are expected, like 25 or 1 h 30 min."),
    (QUIET, PRACTICE, "practice_text", ("Humming", HTML),
     "These words go with “Something else” (other), and another practice was chosen."),
    (QUIET, PRACTICE | {"practice": "other"}, "practice_text", ("",), "A few words on the practice are needed."),
    (QUIET, PRACTICE | {"practice": "other"}, "practice_text", ("x" * 10_000,), "At most 80 characters."),
    (QUIET, PRACTICE | {"stress_before": "5"}, "stress_after", ("",),
     "Before and after come as a pair, or not at all."),
]  # fmt: skip


@for_each_case(
    ("kind", "rest", "field", "values", "sentence"), FIELDS, ids=[f"{one[2]}-{one[3][0][:9]}" for one in FIELDS]
)
def test_entry_form_refuses_invalid_field(
    anna: Browser, kind: tuple[str, str], rest: dict[str, str], field: str, values: tuple[str, ...], sentence: str
) -> None:
    for value in values:
        typed = rest | {field: value}
        told, shown = assert_refused(anna, kind, typed, field)
        assert told == sentence, value
        assert_kept(shown, typed)


@pytest.mark.parametrize(("value", "sentence"), [("11", "At most 10."), ("-1", "At least 0."), ("3,5", WHOLE)])
def test_level_form_refuses_out_of_scale(anna: Browser, value: str, sentence: str) -> None:
    assert assert_refused(anna, ("stress", "level"), {"stress_now": value}, "stress_now")[0].startswith(sentence)


@for_each_case("value", WORDS)
def test_level_form_refuses_non_number(anna: Browser, value: str) -> None:
    told, _ = assert_refused(anna, ("stress", "level"), {"stress_now": value}, "stress_now")
    assert told == f"{WHOLE}, in the digits 0 to 9."


@pytest.mark.parametrize(
    ("items", "context", "field", "sentence"),
    [
        (["pulses", "stones"], [], "items", "There is no such food group."),
        (["pulses", HTML], [], "items", "There is no such food group."),
        (["pulses"], ["ill", LIFTER], "context", "Choose one of these: fasting, ill or travelling."),
    ],
)
def test_food_list_form_refuses_invalid_list(
    anna: Browser, items: list[str], context: list[str], field: str, sentence: str
) -> None:
    typed = {"items": items, "context": context, "list_complete": "yes"}
    told, shown = assert_refused(anna, ("diet", "list"), typed, field)
    assert told.startswith(sentence)
    assert "pulses" in shown.all("items")
    assert ("ill" in shown.all("context")) == ("ill" in context)


MINUTES = "Whole minutes are expected, like 25 or 1 h 30 min."
SECONDS = "Enter whole seconds, like 30."
BEATS = "Enter whole beats a minute, like 140."
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


@for_each_case(
    ("typed", "said"),
    [
        *((typed, MINUTES) for typed in (
            "7 h", "1:30", "0,5", "4.5", "１２", "٣", "1e3", "1.000", "1,000", "1 000", "25 s", "25 minutes or so", "∞",
            "NaN", "0x19", "½", "--5", "1 h 75 min", "9" * 400, "ten",
        )),
        ("-5", "At least 0 min."),
        ("−5 min", "At least 0 min."),
        ("481", "At most 480 min."),
        ("999999999999", "At most 480 min."),
        ("9" * 40, "At most 480 min."),
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


@for_each_case(
    ("kind", "typed", "field", "said"),
    [
        ("night", NIGHT | {"asleep_min": "7 h"}, "asleep_min", MINUTES),
        ("night", NIGHT | {"waso_min": "2000"}, "waso_min", "At most 720 min."),
        ("night", NIGHT | {"wakes": "1.000"}, "wakes", "Enter a whole number, like 2."),
        ("night", NIGHT | {"wakes": "51"}, "wakes", "At most 50."),
        ("night", NIGHT | {"out_at": "7 Uhr"}, "out_at", "Enter a clock time, like 22:45."),
        ("night", NIGHT | {"out_at": "24:00"}, "out_at", "Enter a clock time, like 22:45."),
        ("hiit", BASIC_HIIT | {"work_s": "1 min"}, "work_s", SECONDS),
        ("hiit", BASIC_HIIT | {"rest_s": "1000 s"}, "rest_s", "At most 900 s."),
        ("hiit", BASIC_HIIT | {"hr_avg": "2 Hz"}, "hr_avg", BEATS),
        ("hiit", BASIC_HIIT | {"hr_max": "29 bpm"}, "hr_max", "At least 30 bpm."),
        ("hiit", BASIC_HIIT | {"session_min": "0"}, "session_min", "At least 1 min."),
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
