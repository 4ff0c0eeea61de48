"""Every code of an error has one message, whose parameters are passed wherever it is raised."""

import ast
import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path

import pytest
from tests.support.cases import for_each_case

import habitlog
from habitlog import errors
from habitlog.errors import ClinicianTopic, Conflict, FieldProblem, HabitlogError, Invalid, Malformed, RateLimited
from habitlog.formatting import Style
from habitlog.importers.base import ImportRefusal
from habitlog.pillars.sleep.record import Nap, Night
from habitlog.tracking import parse_record
from habitlog.validation import _CODES_BY_ERROR_TYPE, _PYDANTIC_ERROR_TYPES
from habitlog.web.presenters.error_text import (
    describe_error,
    describe_field_problem,
    describe_title,
)
from habitlog.web.presenters.error_text.messages import (
    EVENTS_AT_START,
    EVENTS_INSIDE,
    MESSAGES,
    TITLES,
)
from habitlog.web.presenters.imports import describe_refusal

SOURCE = Path(habitlog.__file__).parent
ERROR_CLASSES = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, HabitlogError)
}
CODE_PLACES = dict.fromkeys(ERROR_CLASSES, 0) | {
    "FieldProblem": 1, "ImportRefusal": 1, "PydanticCustomError": 0, "_validation_error": 0, "build_not_found": 1,
    "describe_code": 0,
}  # fmt: skip
"""The place of the code among the arguments of what makes an error."""
WITHOUT_CODE = {"Invalid", "ClinicianTopic", "RateLimited", "StartRefused"}
"""Errors that name their own code in `errors.py`."""
WITHOUT_MESSAGE = {"clinician_topic"}
"""The text of the card is the text of this one."""
DERIVED = {
    "pillar_name": "pillar",
    "kind_name": "kind",
    "metric_name": "metric",
    "first_event": "first_field",
    "second_event": "second_field",
}
CLOCK_12 = Style(clock="12", decimal="comma", weight="lb")


@cache
def parsed_sources() -> list[tuple[Path, ast.Module]]:
    paths = [path for path in sorted(SOURCE.rglob("*.py")) if "error_text" not in path.parts]
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def function_name(call: ast.Call) -> str:
    return (
        call.func.id
        if isinstance(call.func, ast.Name)
        else call.func.attr
        if isinstance(call.func, ast.Attribute)
        else ""
    )


def constants(node: ast.expr) -> Iterator[str]:
    """Yield the strings an expression can be, where it is written as strings."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)


@cache
def made_errors() -> list[tuple[str, ast.Call, str]]:
    """Return (where, call, code) for every place that makes an error with a code that is written there."""
    found = []
    for path, tree in parsed_sources():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = function_name(call)
            place = CODE_PLACES.get(name)
            if place is None or name in WITHOUT_CODE or len(call.args) <= place:
                continue
            where = f"{path.relative_to(SOURCE)}:{call.lineno}"
            found += [(where, call, code) for code in constants(call.args[place])]
    return found


def test_every_code_has_a_message_and_every_message_a_code() -> None:
    used = {code for _, _, code in made_errors()}
    assert len(made_errors()) > 150
    assert {where: code for where, _, code in made_errors() if code not in MESSAGES} == {}
    written = {
        node.value for _, tree in parsed_sources() for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }  # fmt: skip
    assert set(MESSAGES) - used - written == set()
    assert not WITHOUT_MESSAGE & MESSAGES.keys()


def test_every_code_is_a_word_and_no_sentence() -> None:
    assert [code for code in MESSAGES if not re.fullmatch(r"[a-z][a-z0-9_]*", code)] == []


def passed_names(call: ast.Call) -> set[str] | None:
    """Return the parameters a call passes; None where that cannot be read from the call."""
    names = {word.arg for word in call.keywords if word.arg}
    if function_name(call) not in {"FieldProblem", "ImportRefusal", "describe_code"}:
        return None if any(word.arg is None for word in call.keywords) else names
    place = 1 if function_name(call) == "describe_code" else 2
    if len(call.args) <= place:
        return set()
    dictionary = call.args[place]
    if not isinstance(dictionary, ast.Dict) or None in dictionary.keys:
        return None
    return {str(key.value) for key in dictionary.keys if isinstance(key, ast.Constant)}


def needed_names(message: str) -> set[str]:
    return {DERIVED.get(name, name) for name in re.findall(r"%\((\w+)\)s", message)}


def test_every_parameter_of_a_message_is_passed() -> None:
    read = [(where, needed_names(MESSAGES[code]), names) for where, call, code in made_errors()
            if (names := passed_names(call)) is not None and function_name(call) != "PydanticCustomError"]  # fmt: skip
    assert len(read) > 120
    assert [(where, needed - names) for where, needed, names in read if needed - names] == []


def test_messages_have_no_percent_sign_outside_parameters() -> None:
    for message in (*MESSAGES.values(), *TITLES.values(), *EVENTS_AT_START.values(), *EVENTS_INSIDE.values()):
        assert "%" not in re.sub(r"%\(\w+\)s", "", message)


def test_every_problem_type_has_a_title() -> None:
    types = {kind.problem_type for kind in ERROR_CLASSES.values()}
    assert types == TITLES.keys()
    assert describe_title("conflict") == "Already there"


def test_codes_of_validation_do_not_collide_with_those_of_pydantic() -> None:
    assert not _PYDANTIC_ERROR_TYPES & MESSAGES.keys()
    assert _CODES_BY_ERROR_TYPE.keys() <= _PYDANTIC_ERROR_TYPES


@for_each_case(
    ("error", "text"),
    [
        (RateLimited(61), "Too many tries. Try again in 2 min."),
        (Invalid([FieldProblem("a", "value_needed"), FieldProblem("b", "value_needed")]), "Please look at: a, b."),
        (Invalid([FieldProblem("", "value_needed")]), "Please look at what was sent."),
        (errors.NotFound(), "There is nothing at this address. It may be mistyped, or what was here was deleted."),
        (errors.StartRefused("No 5 % left."), "No 5 % left."),
        (errors.PreconditionFailed("version_changed", version=1234567), "The current version is 1234567."),
        (
            Conflict("undo_day_taken", pillar="sleep", kind="night"),
            (
                "This day has another night by now, so the deletion was not undone. "
                "Within the hour it can still be undone, once that one is deleted."
            ),
        ),
        (
            Conflict("entry_beside_mark", pillar="diet", day=date(2026, 3, 12), entry="x"),
            "Food on 2026-03-12 already has an entry, so the day cannot be marked.",
        ),
        (
            errors.NotFound("metric_without_chart", metric="stress.pairs"),
            "Stress before and after has one value for a window and no chart.",
        ),
        (
            ClinicianTopic("note", "E", "supplement", None),
            "A pharmacist can advise on supplements.",
        ),
    ],
)
def test_error_text(error: HabitlogError, text: str) -> None:
    assert describe_error(error) == text


@pytest.mark.parametrize(
    ("problem", "text", "own"),
    [
        (
            FieldProblem("started_at", "timestamp_format", {"example": time(22, 45)}),
            ("Enter a clock time, like 22:45; with its day, like 2026-03-12T22:45, with or without an offset."),
            ("Enter a clock time, like 10:45 pm; with its day, like 2026-03-12T22:45, with or without an offset."),
        ),
        (
            FieldProblem("sets.0.load_kg", "number_too_large", {"most": 1000.0}),
            "At most 1000.",
            "At most 2204,6.",
        ),
        (
            FieldProblem("rpe", "number_not_in_steps", {"step": 0.5}),
            "This goes in steps of 0.5.",
            "This goes in steps of 0,5.",
        ),
        (
            FieldProblem("x", "literal_unknown", {"alternatives": ["a", "b", "c"]}),
            "Choose one of these: a, b or c.",
            "Choose one of these: a, b or c.",
        ),
        (
            FieldProblem("x", "literal_unknown", {"alternatives": ["a"]}),
            "Choose one of these: a.",
            "Choose one of these: a.",
        ),
    ],
)
def test_field_problem_text_in_style(problem: FieldProblem, text: str, own: str) -> None:
    assert describe_field_problem(problem) == text
    assert describe_field_problem(problem, CLOCK_12) == own


@for_each_case(
    ("fields", "texts"),
    [
        ({"out_at": "2026-03-12T06:30"}, ["The times you got into bed and got up are needed, or how long you slept."]),
        (
            {"bed_at": "2026-03-12T06:30", "out_at": "2026-03-12T06:30"},
            ["Getting into bed and getting up are at the same time. One of the two times is wrong."],
        ),
        (
            {"bed_at": "2026-03-11T23:00", "try_at": "2026-03-11T22:00", "out_at": "2026-03-12T06:30"},
            ["Getting into bed 23:00 comes after trying to sleep 22:00. One of the two times is wrong."],
        ),
        (
            {"bed_at": "2026-03-11T20:00", "try_at": "2026-03-12T05:10", "out_at": "2026-03-12T06:30"},
            ["Getting into bed 20:00 and trying to sleep 05:10 are 9 h 10 min apart. Up to 8 hours are possible."],
        ),
        (
            {
                "bed_at": "2026-03-11T23:00", "try_at": "2026-03-11T23:10", "sol_min": 20,
                "final_wake_at": "2026-03-11T23:20", "out_at": "2026-03-12T06:30",
            },
            ["Waking for good 23:20 is not after falling asleep, 20 min from 23:10, at 23:30."],
        ),
        (
            {"bed_at": "2026-03-10T22:00", "out_at": "2026-03-11T22:30"},
            [
                (
                    "Getting into bed 22:00 and getting up 22:30 are 24 h 30 min apart. "
                    "That makes 24 h 30 min in bed; up to 24 hours are possible."
                )
            ],
        ),
        (
            {"bed_at": "2026-03-11T23:00", "out_at": "2026-03-12T06:30", "asleep_min": 500},
            ["That is longer than the 7 h 30 min in bed."],
        ),
        (
            {"bed_at": "2026-03-11T23:00", "out_at": "2026-03-12T00:30", "wakes": 1, "waso_min": 100},
            ["100 min awake is longer than the 1 h 30 min in bed."],
        ),
    ],
)  # fmt: skip
def test_text_of_night_problems(fields: dict[str, object], texts: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        parse_record(Night, {"kind": "night", "zone": "Europe/Oslo", **fields})
    assert [describe_field_problem(problem) for problem in refused.value.problems][: len(texts)] == texts


def test_text_of_nap_problem() -> None:
    nap = {"kind": "nap", "zone": "Europe/Oslo", "start_at": "2026-03-12T10:00", "end_at": "2026-03-12T19:05"}
    with pytest.raises(Invalid) as refused:
        parse_record(Nap, nap)
    [problem] = refused.value.problems
    assert describe_field_problem(problem) == (
        "10:00 to 19:05 is 9 h 5 min. A nap can last up to 8 hours; a longer sleep is a night, or another main sleep "
        "of its day."
    )
    assert describe_field_problem(problem, CLOCK_12).startswith("10:00 am to 7:05 pm is 9 h 5 min.")


def test_refusal_text() -> None:
    whole = ImportRefusal.from_error("row 2", Malformed("exercise_name_too_long", most=80), session_rows=3)
    assert describe_refusal(whole) == (
        "An exercise name is longer than 80 characters. The session of 3 rows stays out."
    )
    invalid = Invalid([FieldProblem("day", "day_in_future"), FieldProblem("note", "text_too_long", {"most": 2000})])
    assert describe_refusal(ImportRefusal.from_error("entry 1", invalid)) == (
        "day: This day has not come yet. note: At most 2000 characters."
    )
    topic = ImportRefusal.from_error("log 1", ClinicianTopic("note", "B", "referral", None))
    assert describe_refusal(topic) == "left to a clinician (class B, note)"


def test_duration_parameter_over_an_hour() -> None:
    problem = FieldProblem("asleep_min", "asleep_longer_than_in_bed", {"in_bed": timedelta(minutes=59)})
    assert describe_field_problem(problem) == "That is longer than the 59 min in bed."
