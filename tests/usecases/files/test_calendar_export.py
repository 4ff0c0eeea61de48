"""Sessions as an iCalendar file."""

from __future__ import annotations

from fastapi import FastAPI
from tests.support.api_answers import created_entry
from tests.support.clock import STOCKHOLM
from tests.support.entries import HIIT, NIGHT, OTHER, SETS
from tests.support.people import ApiClient, create_api_client, ensure_account


def read_events(data: bytes) -> list[dict[str, str]]:
    """Return the properties of each event, unfolded, by name with its parameters."""
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert data.count(b"\n") == data.count(b"\r\n")
    text = data.decode().replace("\r\n ", "")
    events = [part.partition("END:VEVENT")[0] for part in text.split("BEGIN:VEVENT\r\n")[1:]]
    return [dict(line.split(":", 1) for line in event.strip().split("\r\n")) for event in events]


def test_every_session_is_an_event(app: FastAPI, program: ApiClient) -> None:
    long_name = "Spaziergang, langsam; über die Brücke\\zum Weiher und um ihn herum, dann noch 10 × zurück"[:80]
    sent = [
        {**OTHER, "day": "2026-03-09", "activity": long_name, "note": "A secret."},
        {**SETS, "day": "2026-03-10", "started_at": "2026-03-10T23:30", "session_min": 55},
        {**HIIT, "day": "2026-03-11"},
    ]
    entries = [created_entry(program.post("/training/entries", raw)) for raw in sent]
    program.post("/sleep/entries", NIGHT)
    export = create_api_client(app, ensure_account(app, "Ada", STOCKHOLM), "export")
    answer = export.get("/export", format="ical")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    walk, lifting, intervals = read_events(answer.content)
    assert [event["UID"] for event in (walk, lifting, intervals)] == [f"{entry['id']}@habitlog" for entry in entries]
    assert walk["SUMMARY"].replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\") == long_name.strip()
    assert (walk["DTSTART;VALUE=DATE"], walk["DTEND;VALUE=DATE"]) == ("20260309", "20260310")
    assert (lifting["DTSTART"], lifting["DURATION"]) == ("20260310T223000Z", "PT55M")
    assert lifting["SUMMARY"] == "Bench press"
    assert intervals["SUMMARY"] == "row 10 x 60 s"
    assert "secret" not in answer.text
