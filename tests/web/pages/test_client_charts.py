"""The charts of a client's page: each metric as a line, nights as bars of weeks, never of days."""

from __future__ import annotations

import re
from datetime import timedelta

from fastapi import FastAPI
from tests.support.clock import NOW, Clock
from tests.support.coaches import EARLY, MONDAY
from tests.support.html import main_text
from tests.support.people import Browser
from tests.support.records import PutEntry
from tests.support.sharing import SharingPair
from tests.support.two_factor import enrol

from habitlog.pillars import DAILY_METRICS
from habitlog.usecases.identity import accounts
from habitlog.web.charts.clock_weeks import place_on_line


def put_weeks_of_nights(put: PutEntry, weeks: int, days: int) -> None:
    for week in range(weeks):
        for place in range(days):
            day = MONDAY - week * timedelta(weeks=1) + timedelta(days=place)
            bed = f"{day - timedelta(days=1)}T23:{10 + week % 4 * 10}"
            put("sleep", {"kind": "night", "bed_at": bed, "out_at": f"{day}T07:00", "asleep_min": 400 + week})


def test_client_page_draws_lines_and_weeks_on_the_clock(
    app: FastAPI, ada: Browser, cyd: Browser, clock: Clock, put_entry: PutEntry
) -> None:
    enrol(cyd, clock)
    put_weeks_of_nights(put_entry, 4, 5)
    with app.state.context.database.begin_read() as transaction:
        people = [accounts.find_person_by_email(transaction, one.email) for one in (ada, cyd)]
    grant = SharingPair(app.state.context.database, *people).create_active_grant(NOW, **EARLY | {"pillars": ["sleep"]})
    page = cyd.get(f"/coach/{grant}?weeks=4").text
    bars = re.search(r'<path class="clock-inner"[^>]* d="([^"]*)"', page)
    assert bars
    assert bars[1].count("z") == 4
    assert "clock-outer" not in page
    assert "Each bar is a week: its mean time asleep, around its mean sleep midpoint." in main_text(page)
    assert page.count('<ul class="multiples">') == 1
    assert re.search(r"<b>Time asleep</b><svg.*?</svg><span>6\sh\s40\smin to 6\sh\s43\smin</span>", page)
    assert "data-readout" not in page


def test_weekly_clock_times_go_on_across_midnight() -> None:
    midpoint, duration = DAILY_METRICS["sleep.midpoint"], DAILY_METRICS["sleep.duration"]
    assert place_on_line(midpoint, [1430, None, 10, 1435]) == [-10, None, 10, -5]
    assert place_on_line(duration, [1430, 10]) == [1430, 10]
