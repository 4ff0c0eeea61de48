"""Nights of a given length, and what the rows of a page of trends say of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from html import unescape

from tests.support.records import PutEntry

SUNDAY = date(2026, 3, 8)
"""The end of the last whole week before the day that tests call today."""
DAY = timedelta(days=1)


def night(day: date, asleep: int) -> dict[str, str | int]:
    """Return a night that ends at 07:00 with so many minutes asleep."""
    return {
        "kind": "night",
        "bed_at": (start := _before_seven(day, asleep)),
        "try_at": start,
        "sol_min": 0,
        "wakes": 0,
        "final_wake_at": f"{day}T07:00",
        "out_at": f"{day}T07:00",
    }


def _before_seven(day: date, minutes: int) -> str:
    hour, minute = divmod(31 * 60 - minutes, 60)
    return f"{day - DAY}T{hour:02d}:{minute:02d}" if hour < 24 else f"{day}T{hour - 24:02d}:{minute:02d}"


def put_nights(keep: PutEntry, last: date, lengths: Iterable[int]) -> None:
    """Keep nights that end with a day, the latest length first."""
    for back, asleep in enumerate(lengths):
        keep("sleep", night(last - back * DAY, asleep))


def strip_tags(html: str) -> str:
    """Return the words of a part of a page."""
    bare = re.sub(r"<svg\b.*?</svg>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def trend_rows(page: str) -> dict[str, str]:
    """Return what each row of a page says, by the name of its measure."""
    found = {}
    for row in re.split(r'<div class="(?:metric|trend-row)">', page)[1:]:
        name = strip_tags(row.partition("</a>")[0])
        said = strip_tags(re.split(r'</section>|<details class="disclosure', row, maxsplit=1)[0])
        found[name] = (
            said.removeprefix(name).replace(f"Details of {name}", "|").removesuffix("Chart and values").strip()
        )
    return found
