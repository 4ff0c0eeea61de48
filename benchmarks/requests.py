"""The requests that are measured, encoded once."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from benchmarks.load import encoded
from benchmarks.people import YEARS, Access

PRACTICES = ("breathing", "meditation", "nature", "journaling", "yoga_tai_chi", "music", "social", "creative", "rest")
ACTIVITIES = ("Walk in the woods", "Cycling to work", "Swim", "Gardening", "Dancing in the kitchen", "Stairs")
PLACES = ("by the window", "on the balcony", "in the garden", "under the lime tree", "at the lake", "in the kitchen")
WEATHER = ("rain on the roof", "a clear cold evening", "birds outside", "wind in the trees", "the house was quiet")
DIFFERENT, MONTHS = 2000, 40


def logged(token: str, today: date) -> list[bytes]:
    """Return requests that log practices and other movement, each with a note, on days spread over ten years."""
    dice = Random(token)
    older = [today - timedelta(days=dice.randrange(MONTHS * 30, YEARS)) for _ in range(DIFFERENT)]
    return [_one(token, dice, day) for day in older]


def _one(token: str, dice: Random, day: date) -> bytes:
    note = f"{dice.randint(5, 40)} minutes {dice.choice(PLACES)}, {dice.choice(WEATHER)}, slowly."
    body: dict[str, Any] = {"day": day.isoformat(), "note": note}
    if dice.random() < 0.5:
        before = dice.randint(2, 9)
        body |= {"kind": "practice", "practice": dice.choice(PRACTICES), "minutes": dice.randint(3, 60)}
        body |= {"stress_before": before, "stress_after": before - 1}
        return encoded("POST", "/api/v1/stress/entries", body, Authorization=f"Bearer {token}")
    body |= {"kind": "other", "activity": dice.choice(ACTIVITIES)}
    body |= {"session_min": dice.randint(10, 120), "effort": dice.randint(1, 7)}
    return encoded("POST", "/api/v1/training/entries", body, Authorization=f"Bearer {token}")


def months(access: Access, today: date) -> list[bytes]:
    """Return requests for whole months of four pillars, all later than the days that the run logs on."""
    found = []
    for back in range(MONTHS):
        last = today - timedelta(days=30 * back)
        path = f"/api/v1/days?from={last - timedelta(days=29)}&to={last}"
        found.append(encoded("GET", path, Authorization=f"Bearer {access.ten_years}"))
    return found


def trend(access: Access, today: date) -> list[bytes]:
    """Return the request for one metric over ten years."""
    path = f"/api/v1/trends/sleep.duration?from={today - timedelta(days=YEARS - 1)}&to={today}"
    return [encoded("GET", path, Authorization=f"Bearer {access.ten_years}")]


def today_page(access: Access) -> list[bytes]:
    """Return the request for the page of today, as a signed-in browser: the page is rendered once."""
    return [encoded("GET", "/", Cookie=f"habitlog={access.session}")]


RENDERED_PAGES = 400
"""Different addresses of a page: more than the service keeps in memory."""


def rendered_page(path: str, **headers: str) -> list[bytes]:
    """Return requests for one page at so many addresses that it is rendered each time."""
    mark = "&" if "?" in path else "?"
    return [encoded("GET", f"{path}{mark}rendered={number}", **headers) for number in range(RENDERED_PAGES)]


def suggestions(access: Access) -> list[bytes]:
    """Return requests for exercises while "dumbbell press" is typed, letter by letter."""
    typed = ["dumbbell press"[:length].replace(" ", "+") for length in range(15)]
    header = f"Bearer {access.ten_years}"
    return [encoded("GET", f"/api/v1/training/suggestions?q={q}", Authorization=header) for q in typed]


def export(access: Access) -> list[bytes]:
    """Return the request for the whole record."""
    return [encoded("GET", "/api/v1/export?format=json", Authorization=f"Bearer {access.exporter}")]


def row(today: date) -> list[bytes]:
    """Return the request of the second ceiling."""
    note = "Twenty quiet minutes by the window, then a slow walk home."
    return [encoded("POST", "/rows", {"day": today.isoformat(), "minutes": 20, "note": note})]
