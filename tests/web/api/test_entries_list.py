"""Lists: by day, then id, oldest first, a page at a time."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.api_answers import created_entry, refused_fields
from tests.support.cases import for_each_case
from tests.support.people import ApiClient, create_api_client, ensure_account

FIRST = date(2026, 1, 1)
DAYS = [0, 0, 0, 1, 3, 3, 8, 8, 8, 8, 20, 21, 40]


@pytest.fixture(scope="module")
def reader(shared_app: FastAPI) -> ApiClient:
    """Ben's program; he logged thirteen walks on seven days."""
    program = create_api_client(shared_app, ensure_account(shared_app, "Ben", "Etc/UTC"), "write")
    for place in DAYS:
        day = (FIRST + timedelta(days=place)).isoformat()
        created_entry(program.post("/training/entries", {"kind": "other", "day": day, "activity": "Walk"}))
    return program


def fetch_all_pages(program: ApiClient, **query: Any) -> Iterator[list[dict[str, Any]]]:
    cursor: dict[str, str] = {}
    for _ in range(len(DAYS) + 1):
        answer = program.get("/training/entries", **query, **cursor).json()
        yield answer["items"]
        if answer["next"] is None:
            return
        cursor = {"cursor": answer["next"]}
    pytest.fail("these pages have no end")


def test_entry_list_is_ordered_by_day_then_id(reader: ApiClient) -> None:
    items = reader.get("/training/entries").json()["items"]
    assert len(items) == len(DAYS)
    assert items == sorted(items, key=lambda item: (item["day"], item["id"]))


@given(limit=st.integers(1, 15), begin=st.integers(-2, 42), length=st.integers(0, 45))
@settings(max_examples=40, deadline=None)
def test_entry_list_pages_join_to_whole_list(reader: ApiClient, limit: int, begin: int, length: int) -> None:
    first = FIRST + timedelta(days=begin)
    span = {"from": first.isoformat(), "to": (first + timedelta(days=length)).isoformat()}
    found = list(fetch_all_pages(reader, limit=limit, **span))
    whole = reader.get("/training/entries", limit=1000, **span).json()
    assert whole["next"] is None
    assert [item for page in found for item in page] == whole["items"]
    assert all(len(page) == limit for page in found[:-1])
    assert len(whole["items"]) == sum(begin <= place <= begin + length for place in DAYS)


def test_entry_list_cursor_survives_inserts_and_deletions(reader: ApiClient) -> None:
    start = reader.get("/training/entries", limit=4).json()
    early = created_entry(reader.post("/training/entries", {"kind": "other", "day": "2025-12-31", "activity": "Walk"}))
    late = created_entry(reader.post("/training/entries", {"kind": "other", "day": "2026-03-01", "activity": "Walk"}))
    rest = reader.get("/training/entries", cursor=start["next"]).json()["items"]
    assert len(rest) == len(DAYS) - 4 + 1
    assert rest[-1] == late
    for entry in (early, late):
        reader.delete(f"/training/entries/{entry['id']}")


@pytest.mark.parametrize("limit", [1, 1000])
def test_entry_list_limit_is_bounded(reader: ApiClient, limit: int) -> None:
    assert len(reader.get("/training/entries", limit=limit).json()["items"]) == min(limit, len(DAYS))


def _encode_cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


NOT_OURS = {
    "empty": "",
    "words": "next",
    "not base64": "§§",
    "half": "MjAyNi0wMy0x",
    "bare date": _encode_cursor("2026-03-12"),
    "no such day": _encode_cursor("2026-02-30" + "0" * 32),
    "sql": _encode_cursor("2026-03-12' OR 1=1 --"),
    "long": "A" * 5000,
    "beyond": _encode_cursor("2026-03-12" + "f" * 40),
}


@for_each_case(
    ("query", "field"),
    [
        *(({"limit": limit}, "limit") for limit in ("0", "-1", "1001", "x", "", "1.5", "9" * 30, "NaN")),
        *(({"cursor": cursor}, "cursor") for cursor in NOT_OURS.values()),
        *(({"from": day}, "from") for day in ("2026-02-30", "yesterday", "2026-3-1", "0000-01-01", "9999-12-31", "0")),
        *(({"to": day}, "to") for day in ("2026-13-01", "20260312", "2026-W11-4", "2026-03-12T00:00", "1899-12-31")),
        ({"from": "2026-03-12", "to": "2026-03-11"}, "from"),
    ],
)
def test_invalid_list_query_is_refused_by_name(reader: ApiClient, query: dict[str, str], field: str) -> None:
    assert refused_fields(reader.get("/training/entries", **query)) == [field]
