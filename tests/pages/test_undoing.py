"""A deletion by page can be undone for an hour, whole, and is real after that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import func, select
from tests.conftest import STOCKHOLM, Clock
from tests.pages.conftest import Keep, Record
from tests.pages.reading import Form, entry_form, form_of, forms, send, words
from tests.support.entries import FOOD, GOOD, HIIT, LEVEL, NIGHT, OTHER, PRACTICE, SETS
from tests.support.people import Browser, Program, sign_in

from habitlog.db import Database
from habitlog.storage import daily_metrics
from habitlog.storage.idempotency import deleted_entry_table
from habitlog.usecases.identity import accounts
from habitlog.usecases.maintenance import run_checks

DAY = "/days/2026-03-12"


def delete(browser: Browser, pillar: str, entry: dict[str, Any]) -> Response:
    """Delete an entry by its own page, and return the page that follows."""
    page = browser.get(f"/{pillar}/{entry['id']}/edit")
    answer = send(browser, form_of(page.text, f"/{pillar}/{entry['id']}/delete"))
    assert answer.status_code == 303, words(answer.text)
    return browser.get(answer.headers["location"])


def undo_form(page: Response, pillar: str, entry: dict[str, Any]) -> Form:
    return form_of(page.text, f"/{pillar}/{entry['id']}/undo")


def undoes(page: Response) -> list[str]:
    return [one.action for one in forms(page.text) if one.action.endswith("/undo")]


def copies(database: Database) -> int:
    with database.begin_read() as transaction:
        return int(transaction.fetch_value(select(func.count()).select_from(deleted_entry_table)))


def metrics(database: Database) -> dict[Any, float]:
    with database.begin_read() as transaction:
        return daily_metrics.load_daily_metrics(
            transaction, accounts.find_person_by_email(transaction, "ada@example.org").id
        )


def test_deleting(ada: Browser, keep: Keep, record: Record) -> None:
    keep("stress", LEVEL | {"day": "2026-03-10"})
    entry = keep("training", SETS)
    page = delete(ada, "training", entry)
    assert page.request.url.path == DAY
    assert "Deleted: Bench press: 2 work sets." in words(page.text)
    assert [one["pillar"] for one in record()["entries"]] == ["stress"]
    for address in ("/", DAY, "/data/export"):
        assert "Bench press" not in ada.get(address).text


@pytest.mark.parametrize(("pillar", "raw"), [*GOOD, ("training", HIIT | {"hr_avg": 150, "blocks": 2})])
def test_undone_the_entry_is_back_as_it_was(
    ada: Browser, keep: Keep, record: Record, clock: Clock, database: Database, pillar: str, raw: dict[str, Any]
) -> None:
    entry = keep(pillar, raw | {"note": 'A "note"\nof two lines'})
    send(ada, entry_form(ada.get(f"/{pillar}/{entry['id']}/edit")), note="Changed once", list_complete="yes")
    before, numbers = record(), metrics(database)
    clock.now += timedelta(minutes=1)
    page = delete(ada, pillar, entry)
    assert (record()["entries"], metrics(database)) == ([], {})
    clock.now += timedelta(minutes=58)
    answer = send(ada, undo_form(page, pillar, entry))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{DAY}?undone=1")
    assert record() == before
    assert before["entries"][0]["version"] == 2
    assert metrics(database) == numbers
    assert "The deleted entry is back as it was." in words(ada.get(answer.headers["location"]).text)
    assert copies(database) == 0


def test_undone_twice_and_deleted_twice(ada: Browser, keep: Keep, record: Record) -> None:
    entry = keep("training", OTHER)
    page = ada.get(f"/training/{entry['id']}/edit")
    form = form_of(page.text, f"/training/{entry['id']}/delete")
    first, again = send(ada, form), send(ada, form)
    assert first.headers["location"] == again.headers["location"] == f"{DAY}?deleted=1"
    back = undo_form(ada.get(f"{DAY}?deleted=1"), "training", entry)
    assert [send(ada, back).headers["location"] for _ in range(2)] == [f"{DAY}?undone=1"] * 2
    assert record()["entries"] == [entry]


def test_too_late(ada: Browser, keep: Keep, record: Record, clock: Clock, database: Database) -> None:
    entry = keep("training", OTHER)
    page = delete(ada, "training", entry)
    clock.now += timedelta(hours=1)
    assert undoes(ada.get(f"{DAY}?deleted=1")) == []
    answer = send(ada, undo_form(page, "training", entry))
    assert answer.status_code == 404
    assert "A deletion can be undone for an hour." in words(answer.text)
    assert record()["entries"] == []
    assert copies(database) == 0


def test_the_copy_is_in_no_list_day_or_export(ada: Browser, keep: Keep, program: Program, record: Record) -> None:
    entry = keep("training", OTHER)
    delete(ada, "training", entry)
    assert program.get("/training/entries").json()["items"] == []
    assert program.get(f"/training/entries/{entry['id']}").status_code == 404
    assert program.get("/days/2026-03-12").json()["pillars"]["training"]["entries"] == []
    assert program.get("/trends/training.minutes").json()["coverage"]["logged"] == 0
    assert "Walk in the woods" not in str(record())
    assert undoes(ada.get(DAY)) == undoes(ada.get("/days/2026-03-11?deleted=1")) == []


def test_two_deletions_of_a_day_are_both_offered(ada: Browser, keep: Keep, record: Record) -> None:
    first, second = keep("training", OTHER), keep("stress", PRACTICE)
    delete(ada, "training", first)
    page = delete(ada, "stress", second)
    assert set(undoes(page)) == {f"/training/{first['id']}/undo", f"/stress/{second['id']}/undo"}
    page = ada.get(send(ada, undo_form(page, "stress", second)).headers["location"])
    assert undoes(page) == [f"/training/{first['id']}/undo"]
    send(ada, undo_form(page, "training", first))
    assert {one["id"] for one in record()["entries"]} == {first["id"], second["id"]}


@pytest.mark.parametrize(("pillar", "raw"), [("sleep", NIGHT), ("diet", FOOD), ("stress", LEVEL)])
def test_the_day_has_another_by_now(ada: Browser, keep: Keep, record: Record, pillar: str, raw: dict[str, Any]) -> None:
    entry = keep(pillar, raw)
    page = delete(ada, pillar, entry)
    other = keep(pillar, raw | {"note": "the other one"})
    answer = send(ada, undo_form(page, pillar, entry))
    assert answer.status_code == 409
    assert "This day has another" in words(answer.text)
    assert record()["entries"] == [other]
    delete(ada, pillar, other)
    assert send(ada, undo_form(answer, pillar, entry)).status_code == 303
    assert record()["entries"] == [entry]


@pytest.mark.parametrize("mark", ["none", "skipped"])
def test_an_undone_entry_lifts_a_mark(ada: Browser, keep: Keep, record: Record, database: Database, mark: str) -> None:
    entry = keep("training", OTHER)
    numbers = metrics(database)
    page = delete(ada, "training", entry)
    ada.post(f"{DAY}/marks/training", {"mark": mark})
    assert metrics(database) != numbers
    assert send(ada, undo_form(page, "training", entry)).status_code == 303
    assert (record()["marks"], record()["entries"], metrics(database)) == ([], [entry], numbers)


def test_an_undone_level_stands_beside_no_practices(ada: Browser, keep: Keep, record: Record) -> None:
    entry = keep("stress", LEVEL)
    page = delete(ada, "stress", entry)
    ada.post(f"{DAY}/marks/stress", {"mark": "none"})
    send(ada, undo_form(page, "stress", entry))
    assert [one["mark"] for one in record()["marks"]] == ["none"]
    assert record()["entries"] == [entry]


@pytest.mark.parametrize(("pillar", "raw"), [("training", OTHER | {"note": "anew"}), ("stress", LEVEL)])
def test_the_id_was_used_again(
    ada: Browser, keep: Keep, program: Program, record: Record, pillar: str, raw: dict[str, Any]
) -> None:
    entry = keep("training", OTHER)
    page = delete(ada, "training", entry)
    assert program.put(f"/{pillar}/entries/{entry['id']}", raw).status_code == 201
    before = record()
    answer = send(ada, undo_form(page, "training", entry))
    assert answer.status_code == 409
    assert "Another entry was saved in its place since" in words(answer.text)
    assert record() == before
    program.delete(f"/{pillar}/entries/{entry['id']}")
    assert send(ada, undo_form(answer, "training", entry)).status_code == 303
    assert record()["entries"] == [entry]


def test_a_deletion_by_a_program_leaves_no_copy_and_a_put_undoes_it(
    keep: Keep, ada: Browser, program: Program, database: Database
) -> None:
    entry = keep("training", OTHER)
    assert program.delete(f"/training/entries/{entry['id']}").status_code == 204
    assert copies(database) == 0
    assert undoes(ada.get(f"{DAY}?deleted=1")) == []
    assert program.put(f"/training/entries/{entry['id']}", OTHER).status_code == 201


def test_nobody_undoes_anothers_deletion(ada: Browser, cyd: Browser, keep: Keep, record: Record) -> None:
    entry = keep("training", OTHER)
    page = delete(ada, "training", entry)
    assert undoes(cyd.get(f"{DAY}?deleted=1")) == []
    assert cyd.post(f"/training/{entry['id']}/undo", {}).status_code == 404
    assert ada.post(f"/sleep/{entry['id']}/undo", {}).status_code == 404
    assert (record("Cyd")["entries"], record()["entries"]) == ([], [])
    assert send(ada, undo_form(page, "training", entry)).status_code == 303


def signs_in(app: FastAPI) -> None:
    sign_in(app, "Cyd", "America/New_York")


def deletes_another(app: FastAPI) -> None:
    browser = sign_in(app, "Ada", STOCKHOLM)
    browser.post("/stress/new", LEVEL | {"entry_id": "5f0c2a49-93a1-4a3e-9d3a-0d5a3f0f7a11"})
    delete(browser, "stress", {"id": "5f0c2a49-93a1-4a3e-9d3a-0d5a3f0f7a11"})


def asks_the_doctor(app: FastAPI) -> None:
    house = app.state.context
    assert (
        "Deleted entries: 1 past their hour, removed for good"
        in run_checks(house.database, house.now(), rebuild=False).lines
    )


@pytest.mark.parametrize(("then", "left"), [(signs_in, 0), (deletes_another, 1), (asks_the_doctor, 0)])
def test_after_an_hour_it_is_gone_for_good(
    app: FastAPI, ada: Browser, keep: Keep, clock: Clock, database: Database, then: Any, left: int
) -> None:
    delete(ada, "training", keep("training", OTHER))
    clock.now += timedelta(minutes=59, seconds=59)
    sign_in(app, "Cyd", "America/New_York")
    assert copies(database) == 1
    clock.now += timedelta(seconds=1)
    then(app)
    with database.begin_read() as transaction:
        kept = [row["pillar"] for row in transaction.fetch_rows(select(deleted_entry_table))]
    assert kept == ["stress"] * left


def test_staying_signed_in_is_enough(ada: Browser, keep: Keep, clock: Clock, database: Database) -> None:
    delete(ada, "training", keep("training", OTHER))
    clock.now += timedelta(hours=7)
    ada.get("/")
    assert copies(database) == 0
