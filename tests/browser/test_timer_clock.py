"""The functions of the timer script that turn elapsed seconds into phases, rounds and minutes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.browser_pages import Server
from tests.support.playwright_api import Browser, Page


@pytest.fixture(scope="module")
def timer_module_page(own_demo: Server, chromium: Browser) -> Iterator[Page]:
    """A page that has nothing on it but the modules a test asks for."""
    context = chromium.new_context(base_url=own_demo.address)
    page = context.new_page()
    page.goto("/static/robots.txt")
    yield page
    context.close()


PLACE = """async ([set, seconds, begun]) => {
  const clock = await import("/static/timer-clock.js");
  const at = clock.place(clock.plan(set), seconds * 1000, begun);
  return [at.name, at.block, at.round, at.left / 1000, at.held, at.over];
}"""
TEN = {"manner": "intervals", "work": 60, "rest": 60, "rounds": 10, "blocks": 1}
TWICE = {"manner": "intervals", "work": 30, "rest": 15, "rounds": 4, "blocks": 2}
"""A block lasts 4 * 45 - 15 = 165 s after its lead-in of 5."""


@pytest.mark.parametrize(
    ("clockwork", "seconds", "begun", "where"),
    [
        (TEN, -3, 1, ["lead", 1, 1, 5, False, False]),
        (TEN, 0, 1, ["lead", 1, 1, 5, False, False]),
        (TEN, 5, 1, ["work", 1, 1, 60, False, False]),
        (TEN, 64.5, 1, ["work", 1, 1, 0.5, False, False]),
        (TEN, 65, 1, ["rest", 1, 1, 60, False, False]),
        (TEN, 125, 1, ["work", 1, 2, 60, False, False]),
        (TEN, 1084, 1, ["rest", 1, 9, 1, False, False]),
        (TEN, 1085, 1, ["work", 1, 10, 60, False, False]),
        (TEN, 1145, 1, ["work", 1, 10, 0, False, True]),
        (TEN, 9999, 1, ["work", 1, 10, 0, False, True]),
        (TWICE, 169, 1, ["work", 1, 4, 1, False, False]),
        (TWICE, 170, 1, ["work", 1, 4, 0, True, False]),
        (TWICE, 500, 1, ["work", 1, 4, 0, True, False]),
        (TWICE, 170, 2, ["lead", 2, 1, 5, False, False]),
        (TWICE, 175, 2, ["work", 2, 1, 30, False, False]),
        (TWICE, 340, 2, ["work", 2, 4, 0, False, True]),
        ({**TEN, "rest": 0}, 65, 1, ["work", 1, 2, 60, False, False]),
        ({"manner": "still", "minutes": 10}, 90, 1, ["still", 1, 1, 510, False, False]),
        ({"manner": "still", "minutes": 10}, 600, 1, ["still", 1, 1, 0, False, True]),
    ],
)
def test_timer_phase_at_elapsed_time(
    timer_module_page: Page, clockwork: dict[str, Any], seconds: float, begun: int, where: list[Any]
) -> None:
    assert timer_module_page.evaluate(PLACE, [clockwork, seconds, begun]) == where


@pytest.mark.parametrize(
    ("work", "rest", "rounds", "blocks"), [(60, 60, 10, 1), (30, 15, 4, 2), (20, 0, 8, 3), (5, 900, 1, 10)]
)
def test_interval_timer_total_time(timer_module_page: Page, work: int, rest: int, rounds: int, blocks: int) -> None:
    phases = timer_module_page.evaluate(
        "async (set) => (await import('/static/timer-clock.js')).plan(set)",
        {"manner": "intervals", "work": work, "rest": rest, "rounds": rounds, "blocks": blocks},
    )
    total = sum(one["ends"] - one["starts"] for one in phases if one["name"] != "lead")
    assert total == blocks * (rounds * (work + rest) - rest) * 1000
    worked = sum(one["ends"] - one["starts"] for one in phases if one["name"] == "work")
    assert worked == blocks * rounds * work * 1000
    assert [one["starts"] for one in phases[1:]] == [one["ends"] for one in phases[:-1]]


MEASURED = """async ([set, seconds, waited, most]) =>
  (await import("/static/timer-clock.js")).measured(set, seconds * 1000, waited * 1000, most)"""


@pytest.mark.parametrize(
    ("clockwork", "seconds", "waited", "told"),
    [
        (TEN, 1145, 0, {"rounds": 10, "blocks": 1, "minutes": 19}),
        (TEN, 64.9, 0, None),
        (TWICE, 170, 0, {"rounds": 4, "blocks": 1, "minutes": 3}),
        (TWICE, 340, 100, {"rounds": 4, "blocks": 2, "minutes": 7}),
        (TWICE, 210, 60, {"rounds": 5, "blocks": 1, "minutes": 4}),
        ({**TWICE, "work": 10, "rest": 0, "rounds": 40, "blocks": 3}, 415 + 5 + 205, 0, {"minutes": 10}),
    ],
)
def test_interval_timer_measurement(
    timer_module_page: Page, clockwork: dict[str, Any], seconds: float, waited: float, told: dict[str, Any] | None
) -> None:
    expected = None if told is None else {"work": clockwork["work"], "rest": clockwork["rest"], **told}
    assert timer_module_page.evaluate(MEASURED, [clockwork, seconds, waited, 60]) == expected


@pytest.mark.parametrize(("seconds", "minutes"), [(2, 1), (89, 1), (90, 2), (600, 10), (629, 10)])
def test_timer_minutes_are_whole_and_at_least_one(timer_module_page: Page, seconds: float, minutes: int) -> None:
    assert timer_module_page.evaluate(MEASURED, [{"manner": "still", "minutes": 20}, seconds, 0, 60]) == {
        "minutes": minutes
    }
