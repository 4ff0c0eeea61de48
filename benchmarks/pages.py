"""The pages a day is logged on, with ten years of days behind them: one connection, what the server takes for one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks.load import encoded
from benchmarks.measures import Case, Length, best, case, speed
from benchmarks.people import Access
from benchmarks.server import Server
from benchmarks.table import Line

from habitlog.pillars import PILLARS

YEAR = timedelta(days=364)


def measured(server: Server, access: Access, today: date, length: Length) -> Iterator[Line]:
    """Measure the day page, every form and the regularity of a year of nights."""
    wanted = {what: (encoded("GET", path, **who), most) for what, (path, who, most) in _asked(access, today).items()}
    cases: dict[str, Case] = {what: case(server, [sent], 1, length) for what, (sent, _) in wanted.items()}
    for what, run in best(cases, length.tries).items():
        most = wanted[what][1]
        yield Line(what, speed(run), f"p50 < {most} ms", 1e3 * run.quantile(0.5) < most)


def _asked(access: Access, today: date) -> dict[str, tuple[str, dict[str, str], int]]:
    browser, program = {"Cookie": f"habitlog={access.session}"}, {"Authorization": f"Bearer {access.elder}"}
    found = {"Day page, 10 years": (f"/days/{today - timedelta(days=1)}", browser, 15)}
    for pillar in PILLARS.values():
        for kind in pillar.kinds:
            found[f"Form, {kind.title.lower()}"] = (f"/{pillar.key}/new?kind={kind.key}&day={today}", browser, 15)
    year = f"/api/v1/trends/sleep.regularity?from={today - YEAR}&to={today}"
    found["Regularity of a year"] = (year, program, 30)
    return found
