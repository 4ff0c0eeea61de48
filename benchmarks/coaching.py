"""The pages of a coach: two hundred clients at once, and one of them."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.clients import CLIENTS, Coaching
from benchmarks.load import encoded
from benchmarks.measures import Case, Length, best, case, speed
from benchmarks.server import Server
from benchmarks.table import Line


def measured(server: Server, found: Coaching, length: Length) -> Iterator[Line]:
    """Measure the page of all clients and the page of one."""
    asked = {
        f"Coach's page, {CLIENTS} clients": ("/coach", 100),
        "One client, 12 weeks": (f"/coach/{found.grant}?weeks=12", 30),
    }
    sent = {what: encoded("GET", path, Cookie=f"habitlog={found.session}") for what, (path, _) in asked.items()}
    cases: dict[str, Case] = {what: case(server, [one], 1, length) for what, one in sent.items()}
    for what, run in best(cases, length.tries).items():
        most = asked[what][1]
        yield Line(what, speed(run), f"p50 < {most} ms", 1e3 * run.quantile(0.5) < most)
