"""Keeping a copy by `GET /changes`: whatever happens in between, applying the answers gives what there is."""

from __future__ import annotations

import base64
import json
from random import Random
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select
from tests.support.api_answers import PILLARS, assert_problem, list_all_entries
from tests.support.clock import NOW
from tests.support.people import ApiClient, create_api_client, ensure_account, sign_in

from habitlog.db import Database
from habitlog.storage.deleted_items import deleted_item_table
from habitlog.usecases.account_lifecycle.after_restore import end_restored_access


class Copy:
    """A program's copy of entries and marks, kept by calls of a few items each."""

    def __init__(self, program: ApiClient) -> None:
        self.program = program
        self.since: str | None = None
        self.items: dict[str, Any] = {}
        self.calls: list[dict[str, Any]] = []

    def call(self, limit: int) -> bool:
        """Ask once and apply the answer; return whether there is more."""
        query = {"limit": limit} | ({"since": self.since} if self.since else {})
        sent = self.program.get("/changes", **query)
        assert sent.status_code == 200, sent.text
        answer = sent.json()
        if answer["full"] and not (self.calls and self.calls[-1]["full"] and self.calls[-1]["more"]):
            self.items.clear()
        self.calls.append(answer)
        for item in answer["items"]:
            if "entry" in item:
                key, value = f"{item['entry']['pillar']} {item['entry']['id']}", item["entry"]
            else:
                key, value = f"{item['mark']['pillar']} {item['mark']['day']}", item["mark"]
            self.items.pop(key, None)
            if item["change"] == "saved":
                self.items[key] = value
        assert len(answer["items"]) <= limit
        self.since = answer["next"]
        more: bool = answer["more"]
        return more

    def catch_up(self, limit: int = 3) -> dict[str, Any]:
        while self.call(limit):
            pass
        return self.items


def list_everything(program: ApiClient) -> dict[str, Any]:
    found = {f"{entry['pillar']} {entry['id']}": entry for entry in list_all_entries(program)}
    for day in program.get("/days", **{"from": "2026-03-01", "to": "2026-03-12"}).json()["items"]:
        for pillar in PILLARS:
            if mark := day["pillars"][pillar]["mark"]:
                found[f"{pillar} {day['day']}"] = {"day": day["day"], "pillar": pillar, "mark": mark}
    return found


def change_something(program: ApiClient, random: Random) -> None:
    """Save, change or delete one of a few entries and marks."""
    day, pillar = f"2026-03-{random.randint(1, 12):02}", random.choice(["stress", "diet", "training"])
    entry = f"/training/entries/7d0f3c1e-52b1-4c62-8a53-3a5c3a0f0b{random.randint(1, 6):02}"
    match random.choice(["put", "put", "patch", "delete", "mark", "unmark"]):
        case "put":
            walk = {"kind": "other", "activity": "Walk", "day": day, "session_min": random.randint(1, 90)}
            program.put(entry, walk)
        case "patch":
            program.patch(entry, {"session_min": random.randint(1, 90)})
        case "delete":
            program.delete(entry)
        case "mark":
            program.put(f"/days/{day}/marks/{pillar}", {"mark": random.choice(["none", "skipped"])})
        case "unmark":
            program.delete(f"/days/{day}/marks/{pillar}")


def test_copy_by_changes_is_what_there_is(program: ApiClient, stranger: ApiClient) -> None:
    random, copy = Random(7), Copy(program)
    for _ in range(20):
        change_something(program, random)
    for _ in range(40):
        for _ in range(random.randint(0, 5)):
            change_something(program, random)
            change_something(stranger, random)
            if random.random() < 0.4:
                copy.call(random.randint(1, 4))
        if random.random() < 0.3:
            assert copy.catch_up() == list_everything(program)
    assert copy.catch_up() == list_everything(program)
    assert copy.call(1000) is False
    assert (copy.calls[-1]["items"], copy.calls[-1]["full"]) == ([], False)


def test_undo_on_a_page_and_import_reach_the_copy(app: FastAPI, program: ApiClient, database: Database) -> None:
    copy, browser = Copy(program), sign_in(app, "Ada", "Europe/Stockholm")
    entry = program.post("/stress/entries", {"kind": "level", "day": "2026-03-11", "stress_now": 4}).json()["entry"]
    assert list(copy.catch_up()) == [f"stress {entry['id']}"]
    browser.post(f"/stress/{entry['id']}/delete", {"version": "1"})
    assert copy.catch_up() == {}
    browser.post(f"/stress/{entry['id']}/undo", {})
    assert copy.catch_up() == list_everything(program) != {}
    record = browser.get("/data/export").content
    program.delete(f"/stress/entries/{entry['id']}")
    with database.begin_read() as transaction:
        columns = [column for column in deleted_item_table.c if column.name != "change_number"]
        assert [tuple(row)[1:] for row in transaction.fetch_tuples(select(*columns))] == [("stress", entry["id"])]
    saved = program.upload("/imports", "a.json", record)
    assert saved.status_code == 201, saved.text
    assert copy.catch_up() == list_everything(program) != {}


def test_everything_is_told_after_a_restore(program: ApiClient, app: FastAPI, database: Database) -> None:
    copy = Copy(program)
    for day in ("2026-03-10", "2026-03-11"):
        program.put(f"/days/{day}/marks/sleep", {"mark": "none"})
    copy.catch_up()
    end_restored_access(database, app.state.context.config.erasure_list_path, NOW)
    copy.program = create_api_client(app, ensure_account(app, "Ada", "Europe/Stockholm"), "read")
    assert copy.call(1) is True
    assert copy.calls[-1]["full"] is True
    assert len(copy.catch_up(1)) == 2
    assert (copy.call(1), copy.calls[-1]["full"]) == (False, False)


def test_cursor_of_others_and_what_is_none_is_refused(program: ApiClient, stranger: ApiClient) -> None:
    own = program.get("/changes").json()["next"]
    told = assert_problem(stranger.get("/changes", since=own), 422, "invalid")
    assert told["errors"][0]["field"] == "since"
    account = json.loads(base64.urlsafe_b64decode(own + "==="))[0]
    for parts in ([], [account], [account, 0, None, 10**30, 0, "", ""], [account, 0, None, 1, 1, "x", ""],
                  [account, 0, None, 1, 0, "\0", ""], [account, 0, -1, 1, 0, "", ""], {"a": 1}, 7):  # fmt: skip
        cursor = base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")
        assert_problem(program.get("/changes", since=cursor), 422, "invalid")
    for cursor in ("", "!", "W10", "[" * 3000):
        assert_problem(program.get("/changes", since=cursor), 422, "invalid")
    later = base64.urlsafe_b64encode(json.dumps([account, 0, None, 10**9, 3, "", ""]).encode()).decode().rstrip("=")
    assert program.get("/changes", since=later).json()["full"] is True
