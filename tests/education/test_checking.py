"""The build check names the file and the line of everything that does not hold."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.support.cases import for_each_case
from tests.support.snippet_files import PILLAR, library, snippet

from habitlog.education.library_check import check_library, list_snippet_problems

TODAY = date(2026, 11, 25)
BROWSE = '{ rule = "browse" }'
FIRST_LINE = PILLAR.count("\n") + 1
EASY = "A text on sleep can be short. " * 6
HARD = "Physiological adaptations characterise individualised interventional methodologies considerably. " * 6


def check_snippet(changes: dict[str, str], today: date = TODAY) -> list[str]:
    [one] = library(snippet("one", BROWSE, **{"text": f'"{EASY}"', **changes})).snippets
    return list_snippet_problems(one, today)


def messages(text: str) -> str:
    return f'"{EASY}{text}"'


def test_valid_snippet_passes() -> None:
    assert check_snippet({}) == []


@for_each_case(
    ("changes", "message"),
    [
        ({"text": messages("Eat more fibre.")}, "imperative in the text: 'Eat more fibre.'"),
        ({"text": messages("People should rest.")}, "advice in the text: 'should'"),
        ({"text": messages("It will improve sleep.")}, "promise in the text: 'will improve'"),
        ({"text": messages("Some took 5 mg of it.")}, "dose in the text: '5 mg'"),
        ({"title": '"Well done"'}, "praise or blame in the title: 'Well done'"),
        ({"population": '"You sleep longer than most people."'}, "comparison in the population:"),
        ({"limits": '"It was small. And short."'}, "limits are one sentence"),
        ({"certainty_reason": '"It was small. And short."'}, "certainty_reason is one sentence"),
        ({"size": '"It came as 5 mg."'}, "dose in the size: '5 mg'"),
        ({"question": '"What now."'}, "a question ends with a question mark"),
        ({"question": '"What now?"', "more": '["Eat more fibre."]'}, "imperative in more: 'Eat more fibre.'"),
        ({"text": f'"{HARD}"'}, "at most 10"),
    ],
)
def test_forbidden_wording_is_reported_with_place(changes: dict[str, str], message: str) -> None:
    lines = check_snippet(changes)
    assert any(message in line for line in lines)
    assert all(line.startswith(f"sleep/snippets.toml:{FIRST_LINE}, snippet 'one': ") for line in lines)


def test_review_expires_after_two_years() -> None:
    due = date(2026, 11, 20) + timedelta(days=730)
    assert check_snippet({}, due) == []
    [line] = check_snippet({}, due + timedelta(days=1))
    assert line.endswith("reviewed 2026-11-20, which held until 2028-11-19")


PLACE = f"snippets.toml:{FIRST_LINE}, snippet 'one': "
OVER = '{ rule = "pattern", metric = "sleep.duration", statistic = "mean", over = 99, needed = 7, at_least = 1 }'


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sources": "[]"}, "missing source"),
        ({"sources": '["nobody1900"]'}, "unknown reference nobody1900"),
        ({"reviewed": "2024-11-24"}, "reviewed 2024-11-24, which held until 2026-11-24"),
        ({"text": f'"{"word " * 91}"'}, "91 words, 40 to 90 needed"),
        ({"text": f'"{"word " * 39}"'}, "39 words, 40 to 90 needed"),
        ({"text": f'"{HARD}"'}, "reading grade "),
        ({"text": messages("It was 250 mcg a week.")}, "dose in the text: '250 mcg'"),
        ({"text": messages("It came as two tablets.")}, "dose in the text: 'two tablets'"),
        ({"text": messages("Take a walk after dinner.")}, "imperative in the text: 'Take a walk after'"),
        ({"text": messages("Sleep at least seven hours.")}, "imperative in the text: 'Sleep at least seven'"),
        ({"text": messages("It is guaranteed.")}, "promise in the text: 'guarantee'"),
        ({"text": messages("It reverses your resistance.")}, "promise in the text: 'reverses your'"),
        ({"text": messages("You sleep less than most people.")}, "comparison in the text: "),
        ({"text": messages("That was above average.")}, "comparison in the text: 'above average'"),
        ({"text": messages("You missed a night.")}, "praise or blame in the text: 'missed'"),
        (
            {"text": messages("Cortisol falls over the day.")},
            "Cortisol is named without the topic 'hormones-education'",
        ),
        ({"title": '"The thyroid"'}, "thyroid is named without the topic 'hormones-education'"),
        ({"shows_when": f"[{OVER}]"}, "needed and over are 1 to 28"),
        ({"shows_when": '[{ rule = "moon" }]'}, "unknown rule 'moon'"),
        ({"topics": '["moonlight"]'}, "unknown topic moonlight"),
        ({"lines": '["the moon"]'}, "the chapter has no line 'the moon'"),
        ({"evidence": '"hearsay"'}, "unknown evidence 'hearsay'"),
        ({"limits": '""'}, "missing limits"),
        ({"population": ""}, "missing population"),
    ],
)
def test_every_finding_names_file_and_line(
    changes: dict[str, str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / tmp_path.name
    package.mkdir()
    (package / "__init__.py").write_text("")
    good = {"text": f'"{EASY}"', "sources": '["watson2015"]'}
    (package / "snippets.toml").write_text(PILLAR + snippet("one", BROWSE, **{**good, **changes}))
    monkeypatch.syspath_prepend(str(tmp_path))
    found = [line for line in check_library([package.name], TODAY) if not line.startswith("no snippet covers")]
    place = f"{package.name}/{PLACE}"
    assert any(line.startswith(place + message) for line in found), found
    assert all(line.startswith(place) for line in found)


def test_unreadable_file_is_the_only_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "torn_library"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "snippets.toml").write_text(PILLAR + snippet("one", BROWSE, sources='["nobody1900"]'))
    monkeypatch.syspath_prepend(str(tmp_path))
    assert check_library(["torn_library"], TODAY) == [
        f"torn_library/snippets.toml:{FIRST_LINE}, snippet 'one': unknown reference nobody1900"
    ]
    (package / "snippets.toml").write_bytes(PILLAR.encode() + b"# caf\xe9\n")
    assert check_library(["torn_library"], TODAY) == [
        f"torn_library/snippets.toml:{FIRST_LINE}: a byte that is no UTF-8"
    ]
    (package / "snippets.toml").write_text(PILLAR + snippet("one", BROWSE, sources='["watson2015"]'))
    lines = check_library(["torn_library"], TODAY)
    assert "no snippet covers 'social jetlag' of 'Sleep'" in lines
    assert not any("'regularity'" in line for line in lines)
