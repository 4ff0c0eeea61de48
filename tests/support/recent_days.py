"""A log with what the rows of a day offer again: five nights, a session of five exercises and a practice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.support.browser_pages import FIVE, Server
from tests.support.playwright_api import Page
from tests.support.served_accounts import log_entries, sign_in_new_person

DAY = "2015-02-10"
"""The day after, on which nothing is logged."""
NIGHT = {"kind": "night", "sol_min": 15, "wakes": 1, "waso_min": 10, "quality": 4}
SESSION = {
    "kind": "resistance",
    "session_min": 60,
    "effort": 6,
    "sets": [{"exercise": name, "reps": 8, "load_kg": 60, "rir": 2} for name, _ in FIVE for _ in range(3)],
}
PRACTICE = {"kind": "practice", "practice": "breathing", "minutes": 10}


def build_night(day: date) -> dict[str, Any]:
    before, after = f"{day - timedelta(days=1)}T", f"{day}T"
    times = {"bed_at": f"{before}22:45", "try_at": f"{before}23:10", "final_wake_at": f"{after}06:50"}
    return {"out_at": f"{after}07:15"} | times | NIGHT


def open_day_after_recent_entries(page: Page, server: Server, day: str = DAY) -> None:
    """Sign in as a person with such a log up to the day before, and open a day: by default one without an entry."""
    email = sign_in_new_person(page, server)
    days = [date.fromisoformat(day) - timedelta(days=number) for number in range(1, 6)]
    nights = [("sleep", build_night(at)) for at in days]
    session, practice = SESSION | {"day": str(days[2])}, PRACTICE | {"day": str(days[0])}
    log_entries(server, email, *nights, ("training", session), ("stress", practice))
    page.goto(f"/days/{day}")
