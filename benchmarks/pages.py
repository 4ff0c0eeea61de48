"""The pages on which a day is logged, for a person with ten years of days, over one connection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.request import Request, urlopen
from uuid import uuid4

from benchmarks import requests
from benchmarks.load import encoded, encoded_form
from benchmarks.measures import Case, Length, best, case, speed
from benchmarks.people import Access
from benchmarks.server import Server
from benchmarks.table import Line

from habitlog.pillars import PILLARS

YEAR = timedelta(days=364)
TAPPED_DAYS = 1500
"""Days that have a tap in one try; a try is over before."""
BEFORE_ALL_ENTRIES = date(2001, 1, 1)
"""A day without an entry: the form of a kind that a day has once leads on to the entry of another day."""


def measured(server: Server, access: Access, today: date, length: Length) -> Iterator[Line]:
    """Measure the day page, every form, that of an experiment, patterns and the regularity of a year of nights."""
    wanted = {what: (_list_requests(path, who), most) for what, (path, who, most) in _asked(access, today).items()}
    cases: dict[str, Case] = {what: case(server, sent, 1, length) for what, (sent, _) in wanted.items()}
    for what, run in best(cases, length.tries).items():
        most = wanted[what][1]
        yield Line(what, speed(run), f"p50 < {most} ms", 1e3 * run.quantile(0.5) < most)


def _list_requests(path: str, who: dict[str, str]) -> list[bytes]:
    """Return requests for what is computed each time: API reads as they are, pages that are rendered."""
    is_page = "Cookie" in who and "/new?" not in path
    return requests.rendered_page(path, **who) if is_page else [encoded("GET", path, **who)]


def taps(server: Server, access: Access, length: Length) -> Iterator[Line]:
    """Measure the tap of a food list that is saved at once, each of another day, and the search of ten years."""
    key = _read_form_key(server, access.session_of_a_year)
    who = {"Cookie": f"habitlog={access.session_of_a_year}"}
    days = [BEFORE_ALL_ENTRIES + timedelta(days=number) for number in range(TAPPED_DAYS * length.tries)]
    sent = [
        encoded_form(f"/diet/{uuid4()}/save", {"csrf": key, "kind": "list", "day": str(day), "items": "pulses"}, **who)
        for day in days
    ]
    lists = [sent[number :: length.tries] for number in range(length.tries)]
    run = best({"tap": lambda number: case(server, lists[number], 1, length)(number)}, length.tries)["tap"]
    slow = 1e3 * run.quantile(0.95)
    yield Line("Tap of a food list, saved", f"{speed(run)}, p95 {slow:.1f} ms", "p95 < 100 ms", slow < 100)
    form = {"csrf": _read_form_key(server, access.session), "q": "bench press"}
    search = encoded_form("/search", form, Cookie=f"habitlog={access.session}")
    found = best({"search": case(server, [search], 1, length)}, length.tries)["search"]
    yield Line("Search, 10 years", speed(found), "p50 < 250 ms", found.quantile(0.5) < 0.25)


def _read_form_key(server: Server, session: str) -> str:
    request = Request(f"http://127.0.0.1:{server.port}/search", headers={"Cookie": f"habitlog={session}"})
    with urlopen(request) as answer:
        found: list[str] = re.findall(r'name="csrf" value="([^"]+)"', answer.read().decode())
    return found[0]


def trends(server: Server, access: Access, length: Length) -> Iterator[Line]:
    """Measure the pages of trends over ten years, and whether twelve weeks cost more after ten years."""
    ten_years, young = ({"Cookie": f"habitlog={session}"} for session in (access.session, access.session_of_a_year))
    asked = {
        "Trends page, all of 10 years": ("/trends?range=all", ten_years, 120),
        "Trends page, 12 weeks of 10 years": ("/trends?range=12w", ten_years, None),
        "Trends page, 12 weeks of 1 year": ("/trends?range=12w", young, None),
        "Page of one metric, 10 years": ("/trends/sleep.duration?range=all", ten_years, None),
    }
    cases = {
        what: case(server, requests.rendered_page(path, **who), 1, length) for what, (path, who, _) in asked.items()
    }
    runs = best(cases, length.tries)
    for what, run in runs.items():
        most = asked[what][2]
        yield Line(what, speed(run), *((f"p50 < {most} ms", 1e3 * run.quantile(0.5) < most) if most else ()))
    old, new = (runs[f"Trends page, 12 weeks of {years}"].quantile(0.5) for years in ("10 years", "1 year"))
    yield Line(
        "Twelve weeks after 10 years against after 1", f"{old / new:.2f} times", "at most 1.15", old / new <= 1.15
    )


def _asked(access: Access, today: date) -> dict[str, tuple[str, dict[str, str], int]]:
    browser, program = {"Cookie": f"habitlog={access.session}"}, {"Authorization": f"Bearer {access.ten_years}"}
    found = {"Day page, 10 years": (f"/days/{today - timedelta(days=1)}", browser, 15)}
    for pillar in PILLARS.values():
        for kind in pillar.kinds:
            day = BEFORE_ALL_ENTRIES if kind.once_a_day else today
            found[f"Form, {kind.title.lower()}"] = (f"/{pillar.key}/new?kind={kind.key}&day={day}", browser, 15)
    found["Form of an experiment with its sizes"] = ("/experiments/new", browser, 50)
    found["Patterns, 20 pairs over a year"] = ("/patterns", browser, 400)
    year = f"/api/v1/trends/sleep.regularity?from={today - YEAR}&to={today}"
    found["Regularity of a year"] = (year, program, 30)
    return found
