"""Rules of tact: nothing on disease, death, weight or fertility beside a hard day, and at most once a week."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from tests.support.snippet_files import library, night, series, snippet

from habitlog.education.errors import EducationError
from habitlog.education.library import FUNDAMENTALS_PACKAGE, SnippetLibrary
from habitlog.education.matching import SnippetContext, SnippetMatch, choose_snippets
from habitlog.education.rules import LoggedRule
from habitlog.education.snippet import Snippet
from habitlog.education.tact import SENSITIVE, parse_tact_rules

LIBRARY = SnippetLibrary.load_packages(
    [FUNDAMENTALS_PACKAGE, *(f"habitlog.pillars.{key}" for key in ("diet", "sleep", "stress", "training"))]
)
FIRST = date(2026, 1, 1)
HARD_KINDS = ("ill", "fasting", "empty list", "high stress", "short nights", "many wakings", "maximal sessions")
Entry = dict[str, Any]
HardDay = tuple[date, str, SnippetContext]


def make_entries(kind: str, dice: Random) -> list[tuple[str, Entry]]:
    """Return the entries of a hard day, the one the card is for last."""
    items = dice.sample(["whole_grains", "pulses", "nuts_seeds", "other_fruit", "cheese"], 2)
    food: Entry = {"kind": "list", "items": items, "context": [], "list_complete": True}
    bad_night: Entry = {"kind": "night", "quality": dice.randint(1, 2), "sol_min": 50, "waso_min": 90}
    level: Entry = {"kind": "level", "stress_now": dice.randint(2, 6)}
    practice: Entry = {"kind": "practice", "practice": dice.choice(["social", "nature", "music"]), "minutes": 20}
    walk: Entry = {"kind": "other", "session_min": 40, "effort": 3}
    lift: Entry = {"kind": dice.choice(["resistance", "hiit", "other"]), "session_min": 60, "effort": 10, "rounds": 9}
    usual = bad_night | {"wakes": 1}
    easy = [("diet", food), ("sleep", usual), ("stress", level), ("stress", practice), ("training", walk)]
    hard: dict[str, list[tuple[str, Entry]]] = {
        "ill": [("diet", food | {"context": ["ill"]})],
        "fasting": [("diet", food | {"items": [], "context": ["fasting"]})],
        "empty list": [("diet", food | {"items": []})],
        "high stress": [("stress", dice.choice([level, practice | {"stress_after": 5}]) | {
            "stress_now": dice.randint(8, 10), "stress_before": dice.randint(8, 10)
        })],
        "short nights": [("sleep", bad_night)],
        "many wakings": [("sleep", bad_night | {"wakes": dice.randint(3, 6)})],
        "maximal sessions": [("training", lift)],
    }  # fmt: skip
    others = dice.sample(easy, 2)
    told = [*others, *hard[kind]]
    return told if kind == "maximal sessions" or dice.random() < 0.5 else told[::-1]


def hard_days() -> Iterator[HardDay]:
    """Yield a hundred hard days in a row, each kind by turns, with the context of its card."""
    dice = Random(17)
    for number in range(100):
        day, kind = FIRST + timedelta(days=number), HARD_KINDS[number % len(HARD_KINDS)]
        entries = make_entries(kind, dice)
        pillar, entry = entries[-1]
        short = kind == "short nights"
        duration = [
            (day - timedelta(days=n), float(dice.randint(150, 350) if short and n < 3 else 420)) for n in range(28)
        ]
        values = {
            metric: [(day - timedelta(days=n), float(dice.randint(3, 9))) for n in range(0, 28, 2)]
            for metric in sorted(LIBRARY.list_needed_metrics(pillar, entry["kind"]))
        } | {"sleep.duration": duration}
        effort = {"effort": 10} if kind == "maximal sessions" else {"effort": 4}
        sessions = [(day - timedelta(days=n), effort) for n in (0, 1, 2)] if pillar == "training" else []
        yield (
            day,
            kind,
            SnippetContext(
                day, pillar, entry["kind"], False, values, entry, [fields for _, fields in entries], True, sessions
            ),
        )


def cards() -> list[tuple[HardDay, SnippetMatch | None]]:
    """Return the card of every hard day, None where it has none."""
    return [(hard, next(iter(choose_snippets(LIBRARY, hard[2], ())), None)) for hard in hard_days()]


CARDS = cards()


def test_hundred_hard_days_are_generated() -> None:
    assert len(CARDS) == 100
    assert {kind for (_, kind, _), _ in CARDS} == set(HARD_KINDS)
    assert [match for _, match in CARDS] == [match for _, match in cards()]


@pytest.mark.parametrize("kind", [kind for kind in HARD_KINDS if kind != "maximal sessions"])
def test_no_sensitive_piece_on_a_hard_day(kind: str) -> None:
    shown = [match.snippet for (_, found, _), match in CARDS if found == kind and match]
    assert [piece.id for piece in shown if piece.touches & SENSITIVE] == []


@pytest.mark.parametrize(
    ("kind", "touched"),
    [
        ("ill", "food"),
        ("fasting", "food"),
        ("empty list", "food"),
        ("high stress", "chance"),
        ("high stress", "strain"),
        ("short nights", "sleep-loss"),
        ("short nights", "habits"),
        ("many wakings", "sleep-loss"),
        ("many wakings", "habits"),
    ],
)
def test_what_a_hard_day_withholds_besides(kind: str, touched: str) -> None:
    assert not any(touched in match.snippet.touches for (_, found, _), match in CARDS if found == kind and match)


def test_maximal_sessions_bring_rest_and_checks() -> None:
    shown = [match for (_, kind, _), match in CARDS if kind == "maximal sessions"]
    assert all(match is not None and "recovery" in match.snippet.touches for match in shown)


def test_sensitive_pieces_are_a_week_apart() -> None:
    """Every day of ten years, with an entry of each pillar that would always bring one."""
    pieces = {
        pillar: [piece for piece in LIBRARY.snippets_after_entry(pillar, kind) if piece.touches & SENSITIVE]
        for pillar, kind in (("diet", "list"), ("sleep", "night"), ("stress", "level"), ("training", "resistance"))
    }
    entries: dict[str, Entry] = {
        "diet": {"kind": "list", "items": ["whole_grains"], "context": []},
        "sleep": {"kind": "night", "quality": 3},
        "stress": {"kind": "level", "stress_now": 4},
        "training": {"kind": "resistance", "effort": 6},
    }
    assert all(pieces.values())
    last, count = date.min, 0
    for day in (FIRST + timedelta(days=number) for number in range(3650)):
        for pillar, entry in entries.items():
            values = {
                metric: [
                    (day - timedelta(days=n), 440.0 if metric == "sleep.duration" else 3.0 + n % 7) for n in range(28)
                ]
                for metric in LIBRARY.list_needed_metrics(pillar, entry["kind"])
            }
            context = SnippetContext(day, pillar, entry["kind"], False, values, entry, list(entries.values()))
            match = next(iter(choose_snippets(LIBRARY, context, ())), None)
            if match and match.snippet.touches & SENSITIVE:
                assert (day - last).days > 7
                last, count = day, count + 1
    assert count > 300


@pytest.mark.parametrize(
    ("name", "days_before", "withheld"),
    [
        ("New baby", 0, True),
        ("newborn at home", 27, True),
        ("Bébé", 3, True),
        ("новорожденный", 5, True),
        ("newborn", 28, False),
        ("newborn", -1, False),
        ("babysitting", 0, False),
        ("new job", 0, False),
    ],
)
def test_tag_of_a_new_parent_withholds(name: str, days_before: int, withheld: bool) -> None:
    entry: Entry = {"kind": "night", "quality": 2, "sol_min": 50, "waso_min": 90, "wakes": 1}
    values = {
        metric: [(FIRST - timedelta(days=n), 420.0 if metric == "sleep.duration" else 3.0 + n % 7) for n in range(28)]
        for metric in LIBRARY.list_needed_metrics("sleep", "night")
    }
    tags = [(FIRST - timedelta(days=days_before), name)]
    context = SnippetContext(FIRST, "sleep", "night", False, values, entry, [entry], True, tags=tags)
    touched = LIBRARY.tact.decide(context.to_tact_context(LIBRARY.pillars)).withheld
    assert ({"sleep-loss", "habits", "death"} <= touched) is withheld
    shown = choose_snippets(LIBRARY, context, (), 99)
    assert shown
    assert not withheld or not any(match.snippet.touches & {"sleep-loss", "habits"} for match in shown)


def test_later_entry_of_the_pillar_has_no_sensitive_piece() -> None:
    entry: Entry = {"kind": "night", "quality": 3}
    for number in range(400):
        context = SnippetContext(FIRST + timedelta(days=number), "sleep", "night", False, {}, entry, [entry], False)
        assert not any(match.snippet.touches & SENSITIVE for match in choose_snippets(LIBRARY, context, ()))


SPEAKS_OF = {
    "death": re.compile(r"\bdeath\b|\bdied\b|\balive\b"),
    "fertility": re.compile(r"menstrua|testosterone|oestrogen|fertil", re.IGNORECASE),
    "disease": re.compile(
        r"(?:more|fewer|developed?|developing|rate of|later) (?:type 2 )?diabetes|cancer|heart and vessel"
    ),
    "weight": re.compile(r"\bscales\b|visceral|overweight|weight loss|\bobesity\b"),
}


@pytest.mark.parametrize("piece", LIBRARY.snippets, ids=[piece.id for piece in LIBRARY.snippets])
def test_piece_is_tagged_for_what_it_speaks_of(piece: Snippet) -> None:
    text = f"{piece.title} {piece.text}"
    assert {tag for tag, words in SPEAKS_OF.items() if words.search(text)} <= piece.touches


def test_context_is_read_by_every_rule() -> None:
    pieces = library(
        snippet("asked", '{ rule = "logged", pillar = "sleep", kind = "night", context = ["travelling"] }'),
        snippet("excluded", '{ rule = "logged", pillar = "sleep", kind = "night", not_context = ["travelling"] }'),
    )
    for contexts, found in (([], "excluded"), (["travelling"], "asked")):
        context = SnippetContext(FIRST, "sleep", "night", False, {}, {}, [{"kind": "list", "context": contexts}])
        assert [match.snippet.id for match in choose_snippets(pieces, context, (), 9)] == [found]


@pytest.mark.parametrize(
    "practice", ["social", "nature", "breathing", "journaling", "music", "meditation", "yoga_tai_chi", "other"]
)
def test_practice_brings_no_piece_on_another_one(practice: str) -> None:
    entry: Entry = {"kind": "practice", "practice": practice, "minutes": 30}
    for number in range(200):
        context = SnippetContext(FIRST + timedelta(days=number), "stress", "practice", False, {}, entry)
        for match in choose_snippets(LIBRARY, context, (), 9):
            rules = [rule for rule in match.snippet.shows_when if isinstance(rule, LoggedRule)]
            values = {rule.answer.value for rule in rules if rule.answer}
            assert values - {None} <= {practice}


def test_tagged_piece_is_shown_on_a_plain_day() -> None:
    pieces = library(
        snippet("plain", '{ rule = "logged", pillar = "sleep", kind = "night" }'),
        snippet("heavy", '{ rule = "logged", pillar = "sleep", kind = "night" }', touches='["death"]'),
    )
    days = [FIRST + timedelta(days=number) for number in range(400)]
    shown = {choose_snippets(pieces, night(series(420, day=day), day=day), ())[0].snippet.id for day in days}
    assert shown == {"plain", "heavy"}


@pytest.mark.parametrize(
    "rule",
    [
        {"name": "x", "withholds": ["sorrow"], "turn": {"every": 8}},
        {"name": "x", "withholds": ["death"], "moon": {"every": 8}},
        {"name": "x", "withholds": ["death"], "turn": {"days": 8}},
        {"name": "x", "withholds": [], "turn": {"every": 8}},
        {"name": "x", "withholds": ["death"]},
    ],
)
def test_invalid_rule_of_tact_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(EducationError):
        parse_tact_rules([rule])
