"""A year of Mara's cards, as her day pages showed them: printed to be read, and varied, founded, never blaming."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from habitlog import demo
from habitlog.db import Database
from habitlog.demo.calendar import YEAR_DAYS
from habitlog.education.linter import lint_text
from habitlog.education.rotation import MAX_CYCLE_DAYS
from habitlog.education.tact import SENSITIVE
from habitlog.pillars import PILLARS
from habitlog.usecases import education
from habitlog.usecases.education import ShownSnippet
from habitlog.usecases.entries import queries
from habitlog.usecases.identity import accounts
from habitlog.web.presenters.snippets import explain_match

NOW = datetime(2026, 3, 12, 18, 30, tzinfo=UTC)
TODAY = date(2026, 3, 12)
YEAR = [TODAY - timedelta(days=n) for n in reversed(range(YEAR_DAYS))]
LIBRARY = education.load_library()


@pytest.fixture(scope="module")
def demo_database(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("cards") / "habitlog.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    demo.build_demo_data(database, NOW)
    yield database
    database.close_connections()


@pytest.fixture(scope="module")
def cards(demo_database: Database) -> dict[date, ShownSnippet]:
    with demo_database.begin_read() as transaction:
        mara = accounts.find_person_by_email(transaction, "mara@example.org")
        found = {day: education.find_day_snippet(transaction, LIBRARY, mara, day, day) for day in YEAR}
    return {day: shown for day, shown in found.items() if shown is not None}


def reason(shown: ShownSnippet) -> str:
    assert shown.match is not None
    return explain_match(shown.match)


def test_year_of_snippets_is_printed(cards: dict[date, ShownSnippet], capsys: pytest.CaptureFixture[str]) -> None:
    """`pytest tests/demo/test_year_of_snippets.py -k printed` shows the list: day, pillar, snippet, because."""
    lines = [
        f"{day}  {shown.snippet.pillar:<12}  {shown.snippet.id:<36}  {reason(shown)}" for day, shown in cards.items()
    ]
    with capsys.disabled():
        print("", *lines, sep="\n")
    assert len(lines) == len(cards) > 330


def test_logged_day_has_snippet(demo_database: Database, cards: dict[date, ShownSnippet]) -> None:
    with demo_database.begin_read() as transaction:
        mara = accounts.find_person_by_email(transaction, "mara@example.org")
        logged = {
            entry["day"]
            for p in PILLARS.values()
            for entry in queries.list_entries(transaction, mara, p, YEAR[0], TODAY)
        }
    assert set(cards) <= logged
    assert len(logged - set(cards)) <= 7  # the rules of tact left nothing


def test_snippets_are_varied(cards: dict[date, ShownSnippet]) -> None:
    shown = {day: card.snippet.id for day, card in cards.items()}
    year = Counter(shown.values())
    assert len(year) >= 75
    assert max(year.values()) <= 22
    for first in YEAR[:-27]:
        month = Counter(name for day, name in shown.items() if first <= day < first + timedelta(days=28))
        assert max(month.values()) <= 5, (first, month.most_common(1))
        assert len(month) >= 17, first


def test_snippet_is_not_repeated_within_rest_days(cards: dict[date, ShownSnippet]) -> None:
    """It is not told what was shown before, so a few days find nothing else that holds."""
    last: dict[str, date] = {}
    rests = []
    for day, card in cards.items():
        if card.snippet.id in last:
            rests.append((day - last[card.snippet.id]).days)
        last[card.snippet.id] = day
    assert sum(rest < 5 for rest in rests) <= 8
    assert sum(rest < MAX_CYCLE_DAYS for rest in rests) <= 45


def test_sensitive_snippets_are_a_week_apart(cards: dict[date, ShownSnippet]) -> None:
    days = [day for day, card in cards.items() if card.snippet.touches & SENSITIVE]
    assert len(days) >= 7
    assert min((later - earlier).days for earlier, later in pairwise(days)) > 7


def test_no_chapter_dominates_consecutive_days(cards: dict[date, ShownSnippet]) -> None:
    chapters = [card.snippet.chapter for card in cards.values()]
    assert max(len(list(run)) for _, run in groupby(chapters)) <= 4
    assert max(Counter(chapters).values()) <= len(chapters) * 0.3  # stress has two kinds of entries a day


def test_every_pillar_and_many_chapters_are_shown(cards: dict[date, ShownSnippet]) -> None:
    about = Counter(
        next(rule.pillar for rule in card.snippet.shows_when if hasattr(rule, "pillar")) for card in cards.values()
    )
    assert set(about) == set(PILLARS)
    assert min(about.values()) >= len(cards) / 12
    assert len({card.snippet.chapter for card in cards.values()}) >= 12


def test_every_snippet_reason_is_factual(cards: dict[date, ShownSnippet]) -> None:
    reasons = [reason(card) for card in cards.values()]
    founded = re.compile(r"Shown because (?:you logged .+|this is the first .+ in your log|your .*\d.*)\.")
    assert [reason for reason in reasons if not founded.fullmatch(reason)] == []
    assert [reason for reason in reasons if lint_text(reason)] == []
    assert sum(any(figure.isdigit() for figure in reason) for reason in reasons) >= len(reasons) * 0.6
    assert [reason for reason in reasons if re.search(r"\b(?:not logged|missing|no entr)", reason)] == []


def test_reading_snippets_again_is_stable_and_writes_nothing(
    demo_database: Database, cards: dict[date, ShownSnippet]
) -> None:
    with demo_database.begin_read() as transaction:
        mara = accounts.find_person_by_email(transaction, "mara@example.org")
        for day, card in list(cards.items())[::30]:
            again = education.find_day_snippet(transaction, LIBRARY, mara, day, day)
            assert again is not None
            assert (again.snippet, reason(again)) == (card.snippet, reason(card))


def test_first_time_snippets_are_shown_once(cards: dict[date, ShownSnippet]) -> None:
    reasons = Counter(reason(card) for card in cards.values() if "first" in reason(card) or "full week" in reason(card))
    assert reasons
    assert set(reasons.values()) == {1}
