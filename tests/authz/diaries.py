"""A client's diary in which every number of a pillar is its own, and every free text a word that is nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from tests.support.clock import NOW
from tests.support.import_files import sleep_log, write_fitbit_file
from tests.support.records import add_experiment

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.importers.base import EntryDraft, ParsedFile, make_source_id
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.usecases.entries import day_tags, entries, undo
from habitlog.usecases.entries import days as marks
from habitlog.usecases.files import import_files, imports

WEEKS = 10
MONDAY = consent.last_finished_week(NOW.date())
TODAY, SUNDAY = str(NOW.date()), MONDAY + timedelta(days=6)
GRANT_START = "2026-01-12"
"""The first day of every grant: a Monday, two weeks into the diary."""
NUMBERS = {"ada": (431, 47, 83), "bea": (397, 53, 89)}
"""Minutes asleep a night, of a session and of a practice, five days a week; and below, as a page writes them."""
NUMBERS_BEFORE_GRANT = {"ada": (317, 71, 94), "bea": (331, 73, 92)}
"""The same of the two weeks before any grant begins, and of today, whose week has not ended."""
FIGURES = {
    "ada": {
        "sleep": ["7 h 11 min"],
        "diet": ["11 of 18"],
        "training": ["3 h 55 min a week", "47 min"],
        "stress": ["6 h 55 min a week", "83 min"],
        "what no grant opens": ["5 h 17 min", "71 min", "94 min"],
    },
    "bea": {
        "sleep": ["6 h 37 min"],
        "diet": ["12 of 18"],
        "training": ["4 h 25 min a week", "53 min"],
        "stress": ["7 h 25 min a week", "89 min"],
        "what no grant opens": ["5 h 31 min", "73 min", "92 min"],
    },
}
FOOD = {
    "ada": ["whole_grains", "pulses", "other_veg", "other_sweets"],
    "bea": ["whole_grains", "pulses", "other_veg", "other_sweets", "nuts_seeds", "leafy_greens", "deep_fried"],
}
NAP = write_fitbit_file(sleep_log(3, "2025-12-28T13:00", "2025-12-28T13:30", 20, mainSleep=False))
"""A file with one nap, before the diary begins."""
TABLE = b"Day,Stress\n2025-12-29,3\n"


def write_diary(database: Database, key: str, client: Person) -> dict[str, str]:
    """Write ten weeks and today; return the ids of entries, of one that was just deleted, and of imported files."""
    days = [MONDAY - week * timedelta(weeks=1) + day * timedelta(days=1) for week in range(WEEKS) for day in range(5)]
    drafts = [
        EntryDraft(pillar, make_source_id("matrix", pillar, str(day), raw["kind"]), {**raw, "day": str(day)}, str(day))
        for day in days
        for pillar, raw in _draft_day(key, NUMBERS_BEFORE_GRANT if str(day) < GRANT_START else NUMBERS)
    ]
    with database.begin_write() as transaction:
        report = imports.import_drafts(transaction, client, ParsedFile("test", len(drafts), 0, drafts, [], {}), NOW)
        assert report.refused == ()
        kept = {pillar: _put_entry(transaction, client, pillar, raw) for pillar, raw in _today(key)}
        gone = _put_entry(transaction, client, "training", {"kind": "other", "activity": f"gone{key}", "day": TODAY})
        marks.mark_day(transaction, client, PILLARS["training"], SUNDAY, "skipped", NOW)
        tag, _ = day_tags.save_tag(transaction, client, str(uuid4()), {"name": f"tag{key}"}, NOW)
        day_tags.tag_day(transaction, client, tag.id, SUNDAY, NOW, is_tagged=True)
        undo.delete_with_undo(transaction, client, PILLARS["training"], gone, NOW, 1)
    waiting, saved = (
        import_files.prepare_import(database, client, f"file{key}", NAP, client.zone, NOW) for _ in range(2)
    )
    import_files.save_import(database, client, saved, NOW, replace=False, partial=False)
    unmapped = import_files.prepare_import(database, client, f"file{key}", TABLE, client.zone, NOW)
    with database.begin_write() as transaction:
        over, running = (
            add_experiment(
                transaction,
                client,
                first,
                id=str(uuid4()),
                arm_a=f"reading{key}",
                arm_b=f"resting{key}",
                stopped_on=stopped,
            )
            for first, stopped in ((date(2026, 1, 5), date(2026, 1, 30)), (date(2026, 3, 2), None))
        )
    ids = {"entry": kept["training"], "deleted": gone, "night": kept["sleep"], "tag": tag.id}
    return {**ids, "waiting": waiting, "saved": saved, "unmapped": unmapped, "over": over, "running": running}


def _put_entry(unit: Any, client: Person, pillar: str, raw: dict[str, Any]) -> str:
    return str(entries.put_entry(unit, client, PILLARS[pillar], str(uuid4()), raw, NOW).row["id"])


def _draft_day(key: str, numbers: Mapping[str, tuple[int, int, int]]) -> Iterator[tuple[str, dict[str, Any]]]:
    asleep, session, practice = numbers[key]
    yield "sleep", {"kind": "night", "asleep_min": asleep}
    yield "training", {"kind": "other", "activity": f"moving{key}", "session_min": session}
    yield "stress", {"kind": "practice", "practice": "breathing", "minutes": practice}
    yield "diet", {"kind": "list", "items": FOOD[key], "list_complete": True, "form": "core19"}


def _today(key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for pillar, raw in _draft_day(key, NUMBERS_BEFORE_GRANT):
        yield pillar, {**raw, "day": TODAY, "note": f"note{pillar}{key}"}
    sets = [{"exercise": f"lifting{key}", "reps": 8, "load_kg": 60}]
    yield "training", {"kind": "resistance", "day": TODAY, "sets": sets}
    yield "stress", {"kind": "practice", "practice": "other", "practice_text": f"calm{key}", "minutes": 5, "day": TODAY}
    yield "training", {"kind": "other", "activity": f"roaming{key}", "session_min": 20, "day": TODAY}


def words(key: str) -> list[str]:
    """Return every word that a client typed."""
    notes = [f"note{pillar}{key}" for pillar in PILLARS]
    return [
        *notes,
        *(
            f"{word}{key}"
            for word in ("moving", "roaming", "lifting", "calm", "gone", "file", "tag", "reading", "resting")
        ),
    ]
