"""A deletion by page can be undone for an hour, whole, and is real after that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import func, select
from tests.support.clock import Clock
from tests.support.entries import FOOD, GOOD, HIIT, LEVEL, NIGHT, OTHER, PRACTICE, SETS
from tests.support.html import Form, find_entry_form, find_form, main_text, parse_forms, submit_form
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord, PutEntry

from habitlog.db import Database
from habitlog.storage import daily_metrics
from habitlog.storage.deleted_entries import deleted_entry_table
from habitlog.usecases.identity import accounts
from habitlog.usecases.maintenance import run_checks

DAY = "/days/2026-03-12"


def delete_entry(browser: Browser, pillar: str, entry: dict[str, Any]) -> Response:
    """Delete an entry by its own page, and return the page that follows."""
    page = browser.get(f"/{pillar}/{entry['id']}/edit")
    answer = submit_form(browser, find_form(page.text, f"/{pillar}/{entry['id']}/delete"))
    assert answer.status_code == 303, main_text(answer.text)
    return browser.get(answer.headers["location"])


def undo_form(page: Response, pillar: str, entry: dict[str, Any]) -> Form:
    return find_form(page.text, f"/{pillar}/{entry['id']}/undo")


def submit_undo(page: Response) -> list[str]:
    return [one.action for one in parse_forms(page.text) if one.action.endswith("/undo")]


def list_deleted_copies(database: Database) -> int:
    with database.begin_read() as transaction:
        return int(transaction.fetch_value(select(func.count()).select_from(deleted_entry_table)))


def list_metric_rows(database: Database) -> dict[Any, float]:
    with database.begin_read() as transaction:
        return daily_metrics.load_daily_metrics(
            transaction, accounts.find_person_by_email(transaction, "ada@example.org").id
        )


def test_entry_is_deleted_with_undo_offer(ada: Browser, put_entry: PutEntry, exported_record: ExportRecord) -> None:
    put_entry("stress", LEVEL | {"day": "2026-03-10"})
    entry = put_entry("training", SETS)
    page = delete_entry(ada, "training", entry)
    assert page.request.url.path == DAY
    assert "Deleted: Bench press: 2 work sets." in main_text(page.text)
    assert [one["pillar"] for one in exported_record()["entries"]] == ["stress"]
    for address in ("/", DAY, "/data/export"):
        assert "Bench press" not in ada.get(address).text


@pytest.mark.parametrize(("pillar", "raw"), [*GOOD, ("training", HIIT | {"hr_avg": 150, "blocks": 2})])
def test_undo_restores_entry(
    ada: Browser,
    put_entry: PutEntry,
    exported_record: ExportRecord,
    clock: Clock,
    database: Database,
    pillar: str,
    raw: dict[str, Any],
) -> None:
    entry = put_entry(pillar, raw | {"note": 'A "note"\nof two lines'})
    submit_form(
        ada, find_entry_form(ada.get(f"/{pillar}/{entry['id']}/edit")), note="Changed once", list_complete="yes"
    )
    before, numbers = exported_record(), list_metric_rows(database)
    clock.now += timedelta(minutes=1)
    page = delete_entry(ada, pillar, entry)
    assert (exported_record()["entries"], list_metric_rows(database)) == ([], {})
    clock.now += timedelta(minutes=58)
    answer = submit_form(ada, undo_form(page, pillar, entry))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{DAY}?undone=1")
    assert exported_record() == before
    assert before["entries"][0]["version"] == 2
    assert list_metric_rows(database) == numbers
    assert "The deleted entry is back as it was." in main_text(ada.get(answer.headers["location"]).text)
    assert list_deleted_copies(database) == 0


def test_repeated_undo_and_delete(ada: Browser, put_entry: PutEntry, exported_record: ExportRecord) -> None:
    entry = put_entry("training", OTHER)
    page = ada.get(f"/training/{entry['id']}/edit")
    form = find_form(page.text, f"/training/{entry['id']}/delete")
    first, again = submit_form(ada, form), submit_form(ada, form)
    assert first.headers["location"] == again.headers["location"] == f"{DAY}?deleted=1"
    back = undo_form(ada.get(f"{DAY}?deleted=1"), "training", entry)
    assert [submit_form(ada, back).headers["location"] for _ in range(2)] == [f"{DAY}?undone=1"] * 2
    assert exported_record()["entries"] == [entry]


def test_undo_after_an_hour_is_refused(
    ada: Browser, put_entry: PutEntry, exported_record: ExportRecord, clock: Clock, database: Database
) -> None:
    entry = put_entry("training", OTHER)
    page = delete_entry(ada, "training", entry)
    clock.now += timedelta(hours=1)
    assert submit_undo(ada.get(f"{DAY}?deleted=1")) == []
    answer = submit_form(ada, undo_form(page, "training", entry))
    assert answer.status_code == 404
    assert "A deletion can be undone for an hour." in main_text(answer.text)
    assert exported_record()["entries"] == []


def test_deleted_copy_is_in_no_list_day_or_export(
    ada: Browser, put_entry: PutEntry, program: ApiClient, exported_record: ExportRecord
) -> None:
    entry = put_entry("training", OTHER)
    delete_entry(ada, "training", entry)
    assert program.get("/training/entries").json()["items"] == []
    assert program.get(f"/training/entries/{entry['id']}").status_code == 404
    assert program.get("/days/2026-03-12").json()["pillars"]["training"]["entries"] == []
    assert program.get("/trends/training.minutes").json()["coverage"]["logged"] == 0
    assert "Walk in the woods" not in str(exported_record())
    assert submit_undo(ada.get(DAY)) == submit_undo(ada.get("/days/2026-03-11?deleted=1")) == []


def test_two_deletions_of_day_are_both_undoable(
    ada: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    first, second = put_entry("training", OTHER), put_entry("stress", PRACTICE)
    delete_entry(ada, "training", first)
    page = delete_entry(ada, "stress", second)
    assert set(submit_undo(page)) == {f"/training/{first['id']}/undo", f"/stress/{second['id']}/undo"}
    page = ada.get(submit_form(ada, undo_form(page, "stress", second)).headers["location"])
    assert submit_undo(page) == [f"/training/{first['id']}/undo"]
    submit_form(ada, undo_form(page, "training", first))
    assert {one["id"] for one in exported_record()["entries"]} == {first["id"], second["id"]}


@pytest.mark.parametrize(("pillar", "raw"), [("sleep", NIGHT), ("diet", FOOD), ("stress", LEVEL)])
def test_undo_conflicts_with_new_entry_of_day(
    ada: Browser, put_entry: PutEntry, exported_record: ExportRecord, pillar: str, raw: dict[str, Any]
) -> None:
    entry = put_entry(pillar, raw)
    page = delete_entry(ada, pillar, entry)
    other = put_entry(pillar, raw | {"note": "the other one"})
    answer = submit_form(ada, undo_form(page, pillar, entry))
    assert answer.status_code == 409
    assert "This day has another" in main_text(answer.text)
    assert exported_record()["entries"] == [other]
    delete_entry(ada, pillar, other)
    assert submit_form(ada, undo_form(answer, pillar, entry)).status_code == 303
    assert exported_record()["entries"] == [entry]


@pytest.mark.parametrize("mark", ["none", "skipped"])
def test_undo_removes_day_mark(
    ada: Browser, put_entry: PutEntry, exported_record: ExportRecord, database: Database, mark: str
) -> None:
    entry = put_entry("training", OTHER)
    numbers = list_metric_rows(database)
    page = delete_entry(ada, "training", entry)
    ada.post(f"{DAY}/marks/training", {"mark": mark})
    assert list_metric_rows(database) != numbers
    assert submit_form(ada, undo_form(page, "training", entry)).status_code == 303
    assert (exported_record()["marks"], exported_record()["entries"], list_metric_rows(database)) == (
        [],
        [entry],
        numbers,
    )


def test_undo_of_level_keeps_mark_none(ada: Browser, put_entry: PutEntry, exported_record: ExportRecord) -> None:
    entry = put_entry("stress", LEVEL)
    page = delete_entry(ada, "stress", entry)
    ada.post(f"{DAY}/marks/stress", {"mark": "none"})
    submit_form(ada, undo_form(page, "stress", entry))
    assert [one["mark"] for one in exported_record()["marks"]] == ["none"]
    assert exported_record()["entries"] == [entry]


@pytest.mark.parametrize(("pillar", "raw"), [("training", OTHER | {"note": "anew"}), ("stress", LEVEL)])
def test_undo_conflicts_with_reused_id(
    ada: Browser,
    put_entry: PutEntry,
    program: ApiClient,
    exported_record: ExportRecord,
    pillar: str,
    raw: dict[str, Any],
) -> None:
    entry = put_entry("training", OTHER)
    page = delete_entry(ada, "training", entry)
    assert program.put(f"/{pillar}/entries/{entry['id']}", raw).status_code == 201
    before = exported_record()
    answer = submit_form(ada, undo_form(page, "training", entry))
    assert answer.status_code == 409
    assert "Another entry was saved in its place, so the deletion was not undone" in main_text(answer.text)
    assert exported_record() == before
    program.delete(f"/{pillar}/entries/{entry['id']}")
    assert submit_form(ada, undo_form(answer, "training", entry)).status_code == 303
    assert exported_record()["entries"] == [entry]


def test_api_deletion_leaves_no_copy(put_entry: PutEntry, ada: Browser, program: ApiClient, database: Database) -> None:
    entry = put_entry("training", OTHER)
    assert program.delete(f"/training/entries/{entry['id']}").status_code == 204
    assert list_deleted_copies(database) == 0
    assert submit_undo(ada.get(f"{DAY}?deleted=1")) == []
    assert program.put(f"/training/entries/{entry['id']}", OTHER).status_code == 201


def test_undo_of_another_persons_deletion_is_not_found(
    ada: Browser, cyd: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    entry = put_entry("training", OTHER)
    page = delete_entry(ada, "training", entry)
    assert submit_undo(cyd.get(f"{DAY}?deleted=1")) == []
    assert cyd.post(f"/training/{entry['id']}/undo", {}).status_code == 404
    assert ada.post(f"/sleep/{entry['id']}/undo", {}).status_code == 404
    assert (exported_record("Cyd")["entries"], exported_record()["entries"]) == ([], [])
    assert submit_form(ada, undo_form(page, "training", entry)).status_code == 303


def test_deleted_copy_is_purged_by_doctor_after_an_hour(
    app: FastAPI, ada: Browser, put_entry: PutEntry, clock: Clock, database: Database
) -> None:
    delete_entry(ada, "training", put_entry("training", OTHER))
    clock.now += timedelta(minutes=59, seconds=59)
    assert run_checks(database, clock(), rebuild=False).purged_entries == 0
    clock.now += timedelta(seconds=1)
    assert run_checks(database, clock(), rebuild=False).purged_entries == 1
    assert list_deleted_copies(database) == 0
