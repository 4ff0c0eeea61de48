"""Choosing is pure: the same for the same record and day, never a dismissed one, the most specific first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.cases import for_each_case
from tests.support.snippet_files import DAY, SPREAD, library, night, pattern_rule, series, snippet

from habitlog.education.conditions import compute_circular_range
from habitlog.education.library import FUNDAMENTALS_PACKAGE, SnippetLibrary
from habitlog.education.linter import lint_text
from habitlog.education.matching import SnippetContext, SnippetMatch, choose_snippets
from habitlog.education.rotation import MAX_CYCLE_DAYS, SnippetRotation
from habitlog.education.rules import LoggedRule, MilestoneRule, PatternRule
from habitlog.web.presenters.snippets import explain_match

KINDS = {
    "diet": ("list",),
    "training": ("resistance", "hiit", "other"),
    "sleep": ("night", "nap"),
    "stress": ("practice", "level"),
}
SHIPPED = SnippetLibrary.load_packages([FUNDAMENTALS_PACKAGE, *(f"habitlog.pillars.{key}" for key in KINDS)])
ANSWERS = {
    "effort": st.none() | st.integers(0, 10),
    "quality": st.none() | st.integers(1, 5),
    "practice": st.sampled_from(["breathing", "nature", "other"]),
    "items": st.lists(st.sampled_from(["pulses", "nuts_seeds", "cheese"])),
}


@st.composite
def occasions(draw: st.DrawFn) -> SnippetContext:
    pillar = draw(st.sampled_from(sorted(KINDS)))
    kind = draw(st.sampled_from(KINDS[pillar]))
    day = draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    numbers = st.floats(0, 1440, allow_nan=False)
    offsets = st.dictionaries(st.integers(0, 27), numbers, max_size=28)
    values = {
        metric: [(day - timedelta(days=n), value) for n, value in draw(offsets).items()]
        for metric in sorted(SHIPPED.list_needed_metrics(pillar, kind))
    }
    return SnippetContext(
        day, pillar, kind, draw(st.booleans()), values, draw(st.fixed_dictionaries({}, optional=ANSWERS))
    )


@settings(deadline=None)
@given(occasions(), st.sets(st.sampled_from([s.id for s in SHIPPED.snippets])), st.integers(0, 5))
def test_selection_is_reproducible_and_omits_dismissed(
    occasion: SnippetContext, dismissed: set[str], limit: int
) -> None:
    found = choose_snippets(SHIPPED, occasion, dismissed, limit)
    assert found == choose_snippets(SHIPPED, occasion, sorted(dismissed), limit)
    assert len(found) <= limit
    assert not dismissed & {match.snippet.id for match in found}
    assert len({match.snippet.id for match in found}) == len(found)
    for match in found:
        sentence = explain_match(match)
        assert sentence.startswith("Shown because ")
        assert lint_text(sentence) == []


@settings(deadline=None)
@given(occasions())
def test_selection_with_smaller_limit_is_prefix(occasion: SnippetContext) -> None:
    assert choose_snippets(SHIPPED, occasion, (), 1) == choose_snippets(SHIPPED, occasion, (), 50)[:1]


@settings(deadline=None)
@given(occasions())
def test_pattern_rule_is_skipped_without_values(occasion: SnippetContext) -> None:
    bare = SnippetContext(occasion.day, occasion.pillar, occasion.kind, occasion.is_first_of_kind, {})
    for match in choose_snippets(SHIPPED, bare, (), 50):
        assert isinstance(match.rule, LoggedRule | MilestoneRule)


@for_each_case(
    ("pattern", "values"),
    [
        (pattern_rule("mean", "at_most = 400"), (300, 301)),
        (pattern_rule("mean", "at_most = 400"), (400, 401, 402)),
        (pattern_rule("mean", "at_least = 400"), (300, 400, 400)),
        (pattern_rule("days", "at_least = 3"), (9, 9, 0)),
        (pattern_rule("mean", "at_most = 400"), (300, 300, float("nan"))),
        (pattern_rule("mean", "at_most = 400", over=3), (500, 500, 500, 1, 1, 1)),
    ],
)
def test_pattern_rule_that_does_not_hold_selects_nothing(pattern: str, values: tuple[float, ...]) -> None:
    assert choose_snippets(library(snippet("one", pattern)), night(series(*values)), ()) == []


def test_pattern_rule_ignores_later_days() -> None:
    future = [(DAY + timedelta(days=n), 300.0) for n in range(1, 8)]
    lib = library(snippet("one", pattern_rule("mean", "at_most = 400")))
    assert choose_snippets(lib, night(future), ()) == []


def test_most_specific_rule_is_selected_first() -> None:
    lib = library(
        snippet("a-pillar", '{ rule = "logged", pillar = "sleep" }'),
        snippet("b-kind", '{ rule = "logged", pillar = "sleep", kind = "night" }'),
        snippet("c-first", '{ rule = "milestone", pillar = "sleep", kind = "night" }'),
        snippet("d-pattern", pattern_rule("mean", "at_most = 400")),
        snippet("e-nap", '{ rule = "logged", pillar = "sleep", kind = "nap" }'),
        snippet("f-browse", '{ rule = "browse" }'),
    )
    occasion = night(series(300, 300, 300), first=True)
    for day in (DAY, DAY + timedelta(days=1)):
        found = choose_snippets(
            lib, replace(occasion, day=day, metric_values={"sleep.duration": series(300, 300, 300, day=day)}), (), 9
        )
        assert [match.snippet.id for match in found] == ["c-first", "d-pattern", "b-kind", "a-pillar"]


def test_snippet_uses_its_most_specific_rule() -> None:
    both = f'{{ rule = "logged", pillar = "sleep" }}, {pattern_rule("mean", "at_most = 400")}'
    [match] = choose_snippets(library(snippet("one", both)), night(series(300, 300, 300)), ())
    assert isinstance(match.rule, PatternRule)


def test_rule_of_another_pillar_selects_nothing() -> None:
    lib = library(snippet("one", f'{SPREAD}, {{ rule = "logged", pillar = "sleep" }}'))
    other = SnippetContext(DAY, "diet", "list", True, {"sleep.midpoint": series(*range(0, 700, 50))})
    assert choose_snippets(lib, other, ()) == []


def test_equally_specific_snippets_rotate_by_day() -> None:
    lib = library(*(snippet(name, '{ rule = "logged", pillar = "sleep" }') for name in ("c", "a", "b")))

    def shown(day: date) -> list[SnippetMatch]:
        return choose_snippets(lib, SnippetContext(day, "sleep", "night", False, {}), ())

    month = [shown(DAY + timedelta(days=n))[0].snippet.id for n in range(30)]
    assert set(Counter(month).values()) <= {9, 10, 11}
    assert all(one != next_one for one, next_one in pairwise(month))


def test_always_matching_snippet_does_not_crowd_out_others() -> None:
    holding = pattern_rule("mean", "at_most = 400")
    kinds = (snippet(f"kind-{n}", '{ rule = "logged", pillar = "sleep", kind = "night" }') for n in range(12))
    lib = library(snippet("pattern", holding), *kinds)
    year = Counter(
        choose_snippets(lib, night(series(300, 300, 300, day=day), day=day), ())[0].snippet.id
        for day in (DAY + timedelta(days=n) for n in range(364))
    )
    assert len(year) == 13
    assert max(year.values()) == year["pattern"] < 364 / 3
    assert min(year.values()) >= 5


def test_any_number_rule_is_as_specific_as_its_kind() -> None:
    night_rule = '{{ rule = "logged", pillar = "sleep", kind = "night"{} }}'
    lib = library(
        snippet("any", night_rule.format(', field = "quality"')),
        snippet("kind", night_rule.format("")),
        snippet("least", night_rule.format(', field = "quality", at_least = 2')),
    )
    for day in (DAY + timedelta(days=n) for n in range(9)):
        found = choose_snippets(lib, SnippetContext(day, "sleep", "night", False, {}, {"quality": 2}), (), 9)
        assert {match.snippet.id: match.answer for match in found}["any"] == 2
        if day.toordinal() % 3:
            assert found[0].snippet.id == "least"
        bare = choose_snippets(lib, SnippetContext(day, "sleep", "night", False, {}, {}), (), 9)
        assert [m.snippet.id for m in bare] == ["kind"]


@pytest.mark.parametrize(
    ("pillar", "kind", "rest"),
    [
        ("diet", "list", 5),
        ("sleep", "night", 5),
        ("training", "resistance", 5),
        ("stress", "practice", 1),
        ("stress", "level", 1),
        ("training", "other", 1),
    ],
)
@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
@settings(deadline=None, max_examples=20)
def test_snippet_rests_while_others_match(pillar: str, kind: str, rest: int, first: date) -> None:
    """Some days where most cycle days have a piece; the rules of tact withhold many of the others."""
    answers = {"stress_now": 4, "minutes": 10, "quality": 3, "sol_min": 12, "items": ["cheese"]}
    last: dict[str, date] = {}
    for day in (first + timedelta(days=n) for n in range(60)):
        [match] = choose_snippets(SHIPPED, SnippetContext(day, pillar, kind, False, {}, answers), ())
        assert (day - last.get(match.snippet.id, date.min)).days >= rest
        last[match.snippet.id] = day


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 30))
def test_rotation_visits_every_slot_once_a_day(day: date, cycle: int) -> None:
    rotation = SnippetRotation(cycle)
    asked = rotation.list_cycle_days(day)
    assert sorted(asked) == list(range(cycle))
    assert rotation.list_cycle_days(day + timedelta(days=1))[0] == (asked[0] + 1) % cycle
    away = [min((turn - asked[0]) % cycle, (asked[0] - turn) % cycle) for turn in asked[1:]]
    assert away == sorted(away, reverse=True)


def test_general_snippets_are_spread_over_rotation_slots() -> None:
    rotation = SHIPPED.rotation
    assert rotation.cycle_days == MAX_CYCLE_DAYS == 11
    for pillar, kind in (("diet", "list"), ("sleep", "night"), ("training", "resistance")):
        count = Counter(rotation.cycle_day_by_snippet[one.id] for one in SHIPPED.snippets_after_entry(pillar, kind))
        assert len(count) == rotation.cycle_days
        assert max(count.values()) - min(count.values()) <= 2


def test_list_answer_rule_matches_one_choice() -> None:
    lib = library(
        snippet("one", '{ rule = "logged", pillar = "sleep", kind = "nap", field = "signs", value = "rested" }')
    )
    occasion = SnippetContext(DAY, "sleep", "nap", False, {}, {"signs": ["slow", "rested"]})
    [match] = choose_snippets(lib, occasion, ())
    assert match.answer == "rested"
    assert choose_snippets(lib, replace(occasion, entry_fields={"signs": ["slow"]}), ()) == []


FULL_WEEK = '{ rule = "milestone", metric = "sleep.duration" }'


@pytest.mark.parametrize(
    ("offsets", "holds"),
    [(range(7), True), (range(6), False), (range(1, 8), False), (range(8), False), ([*range(7), 27], False)],
)
def test_first_full_week_rule_matches_on_one_day(offsets: Iterable[int], holds: bool) -> None:
    values = [(DAY - timedelta(days=n), 400.0) for n in offsets]
    found = choose_snippets(library(snippet("one", FULL_WEEK)), night(values), ())
    assert [match.snippet.id for match in found] == (["one"] if holds else [])


def test_metric_rule_matches_only_its_source_kinds() -> None:
    lib = library(
        snippet("one", pattern_rule("mean", "at_most = 400")),
        snippet("two", pattern_rule("mean", "at_most = 5", "quality")),
    )
    assert lib.list_needed_metrics("sleep", "night") == {"sleep.duration", "sleep.quality"}
    assert lib.list_needed_metrics("sleep", "nap") == {"sleep.duration", "sleep.quality"}
    nap = SnippetContext(DAY, "sleep", "nap", False, {"sleep.duration": series(300, 300, 300)})
    assert choose_snippets(lib, nap, ()) == []


def test_logged_weeks_are_counted() -> None:
    weeks = pattern_rule("weeks", "at_least = 3", over=28, needed=3)
    lib = library(snippet("one", weeks))
    [match] = choose_snippets(lib, night([(DAY - timedelta(days=n), 1.0) for n in (0, 6, 7, 27)]), ())
    assert match.result is not None
    assert match.result.value == 3
    [match] = choose_snippets(lib, night([(DAY - timedelta(days=n), 1.0) for n in (0, 7, 20, 21)]), ())
    assert match.result is not None
    assert match.result.value == 4
    assert choose_snippets(lib, night([(DAY - timedelta(days=n), 1.0) for n in (0, 6, 7, 13)]), ()) == []


@for_each_case(
    ("times", "spread"),
    [([1430, 10], 20), ([0, 720], 720), ([60, 1440 + 60], 0), ([-30, 30], 60), ([100], 0), ([0, 480, 960], 480)],
)
def test_circular_standard_deviation_of_reference_times(times: list[float], spread: float) -> None:
    assert compute_circular_range(times) == spread


@settings(deadline=None)
@given(st.lists(st.integers(0, 1439), min_size=2, max_size=28), st.integers(0, 1439))
def test_circular_standard_deviation_is_rotation_invariant(times: list[int], turn: int) -> None:
    spread = compute_circular_range(times)
    assert 0 <= spread <= 720
    assert compute_circular_range([(time + turn) % 1440 for time in times]) == spread
    assert compute_circular_range(list(reversed(times))) == spread
