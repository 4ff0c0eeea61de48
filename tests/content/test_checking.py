"""The build check names the file and the line of everything that does not hold."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.content.files import PILLAR, library, snippet

from habitlog.content.checking import check, problems

TODAY = date(2026, 11, 25)
BROWSE = '{ rule = "browse" }'
FIRST_LINE = PILLAR.count("\n") + 1
EASY = "This is a short text on sleep. " * 6
HARD = "Physiological adaptations characterise individualised interventional methodologies considerably. " * 6


def found(changes: dict[str, str], today: date = TODAY) -> list[str]:
    [one] = library(snippet("one", BROWSE, **{"text": f'"{EASY}"', **changes})).all
    return problems(one, today)


def said(text: str) -> str:
    return f'"{EASY}{text}"'


def test_a_good_snippet_passes() -> None:
    assert found({}) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": said("Eat more fibre.")}, "imperative in the text: 'Eat more fibre.'"),
        ({"text": said("People should rest.")}, "advice in the text: 'should'"),
        ({"text": said("It will improve sleep.")}, "promise in the text: 'will improve'"),
        ({"text": said("Some took 5 mg of it.")}, "dose in the text: '5 mg'"),
        ({"title": '"Well done"'}, "praise or blame in the title: 'Well done'"),
        ({"population": '"You sleep longer than most people."'}, "comparison in the population:"),
        ({"limits": '"It was small. And short."'}, "limits are one sentence"),
        ({"text": f'"{HARD}"'}, "at most 10"),
    ],
)
def test_words_that_do_not_belong_are_named_with_their_place(changes: dict[str, str], message: str) -> None:
    lines = found(changes)
    assert any(message in line for line in lines)
    assert all(line.startswith(f"sleep/snippets.toml:{FIRST_LINE}, snippet 'one': ") for line in lines)


def test_a_review_holds_two_years() -> None:
    due = date(2026, 11, 20) + timedelta(days=730)
    assert found({}, due) == []
    [line] = found({}, due + timedelta(days=1))
    assert line.endswith("reviewed 2026-11-20, which held until 2028-11-19")


def test_a_broken_file_is_the_one_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "torn_library"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "snippets.toml").write_text(PILLAR + snippet("one", BROWSE, sources='["nobody1900"]'))
    monkeypatch.syspath_prepend(str(tmp_path))
    assert check(["torn_library"], TODAY) == [
        f"torn_library/snippets.toml:{FIRST_LINE}, snippet 'one': unknown reference nobody1900"
    ]
    (package / "snippets.toml").write_text(PILLAR + snippet("one", BROWSE, sources='["watson2015"]'))
    lines = check(["torn_library"], TODAY)
    assert "no snippet covers 'social jetlag' of 'Sleep'" in lines
    assert not any("'regularity'" in line for line in lines)
