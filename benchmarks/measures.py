"""The measurements: each the best of several tries, which alternate, so that other load affects all alike."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from benchmarks import requests
from benchmarks.load import Run, encoded, load
from benchmarks.people import Access
from benchmarks.server import Server, ceiling, habitlog, running
from benchmarks.table import Line
from msgspec import Struct
from msgspec.structs import replace

Case = Callable[[int], Run]
"""Measures once; its argument is the number of the try."""


class Length(Struct, frozen=True):
    """Seconds a run takes, and how often each is tried."""

    seconds: float
    tries: int


def best(cases: Mapping[str, Case], tries: int) -> dict[str, Run]:
    """Return each case's fastest run."""
    found: dict[str, Run] = {}
    for number in range(tries):
        for name, measure in cases.items():
            run = measure(number)
            if name not in found or run.rate > found[name].rate:
                found[name] = run
    return found


def ceilings(folder: Path, today: date, length: Length) -> Iterator[Line]:
    """Measure the rates of the server alone, and of the server with one validated, committed row."""
    asked = {"hello": [encoded("GET", "/")], "row": requests.row(today)}
    words = {"hello": "Ceiling: hello from raw ASGI", "row": "Ceiling: FastAPI, checked body, one committed row"}
    for name, sent in asked.items():
        with running(ceiling(name, folder)) as server:
            cases = {f"{words[name]}, {n} at once": case(server, sent, n, length) for n in (1, 16)}
            for what, run in best(cases, length.tries).items():
                yield Line(what, speed(run))
                if name == "hello":
                    own = 1e6 * run.client_cpu / len(run.latencies)
                    yield Line("  of it the client's own CPU", f"{own:.0f} µs a request")


def case(server: Server, sent: Sequence[bytes], connections: int, length: Length) -> Case:
    """Return a measurement that sends requests in a cycle over this many connections."""
    return lambda _number: _measure_load(server, sent, connections, length)


def _measure_load(server: Server, sent: Sequence[bytes], connections: int, length: Length) -> Run:
    before = server.cpu
    run = load(server.port, sent, connections, length.seconds)
    return replace(run, server_cpu=server.cpu - before)


def speed(run: Run) -> str:
    """Write a run as rate, latencies, and the server's CPU for one answer, which other programs affect least."""
    cpu = 1e3 * run.server_cpu / len(run.latencies)
    latencies = f"p50 {1e3 * run.quantile(0.5):.1f} ms, p99 {1e3 * run.quantile(0.99):.1f} ms"
    return f"{run.rate:,.0f}/s, {latencies}, CPU {cpu:.2f} ms"


def logging(server: Server, access: Access, today: date, length: Length) -> Iterator[Line]:
    """Measure logging at ten years and at one month; every try at one month belongs to a fresh person."""

    def young(connections: int, first: int) -> Case:
        lists = [requests.logged(token, today) for token in access.one_month[first : first + length.tries]]
        return lambda number: _measure_load(server, lists[number], connections, length)

    ten_years = requests.logged(access.ten_years, today)
    runs = best(
        {
            "10 y 1": case(server, ten_years, 1, length),
            "1 m 1": young(1, 0),
            "10 y 16": case(server, ten_years, 16, length),
            "1 m 16": young(16, length.tries),
        },
        length.tries,
    )
    one, many = runs["10 y 1"], runs["10 y 16"]
    yield Line("Log one entry, 10 years, 1 at once", speed(one), "300/s", one.rate >= 300)
    fast = many.rate >= 300 and many.quantile(0.99) < 0.1
    yield Line("Log one entry, 10 years, 16 at once", speed(many), "300/s, p99 < 100 ms", fast)
    for old, new, at_once in ((one, runs["1 m 1"], 1), (many, runs["1 m 16"], 16)):
        share = old.rate / new.rate
        what = f"Log one entry, 1 month, {at_once} at once"
        yield Line(what, f"{speed(new)}; 10 years has {share:.0%}", "10 years >= 90 %", share >= 0.9)


def reading(server: Server, access: Access, today: date, length: Length) -> Iterator[Line]:
    """Measure a month of four pillars, a trend over ten years, suggestions from them and the page of today."""
    runs = best(
        {
            "month": case(server, requests.months(access, today), 4, length),
            "trend": case(server, requests.trend(access, today), 1, length),
            "names": case(server, requests.suggestions(access), 1, length),
            "today": case(server, requests.today_page(access), 4, length),
            "rendered": case(server, requests.rendered_page("/", Cookie=f"habitlog={access.session}"), 4, length),
        },
        length.tries,
    )
    month, trend, names, page = runs["month"], runs["trend"], runs["names"], runs["today"]
    yield Line("Month of 4 pillars, 4 at once", speed(month), "200/s", month.rate >= 200)
    yield Line("Trend over 10 years, 1 at once", speed(trend), "p50 < 25 ms", trend.quantile(0.5) < 0.025)
    yield Line("Suggestions, 10 years, 1 at once", speed(names), "p50 < 20 ms", names.quantile(0.5) < 0.02)
    yield Line("Today page after a change, 4 at once", speed(runs["rendered"]))
    yield Line("Today page, 4 at once", speed(page), "100/s", page.rate >= 100)


def export(server: Server, access: Access, tries: int) -> Iterator[Line]:
    """Measure the export of ten years, with the server's memory before, at its highest during, and after."""
    sent = requests.export(access)
    load(server.port, sent, 1, 0)
    before, highest, ended = server.memory, [0.0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.005):
            highest[0] = max(highest[0], server.memory)

    watcher = threading.Thread(target=watch)
    watcher.start()
    took = min(load(server.port, sent, 1, 0).latencies[0] for _ in range(tries))
    ended.set()
    watcher.join()
    measured = f"{took:.2f} s, {before:.0f} MB before, {highest[0]:.0f} at most, {server.memory:.0f} after"
    flat = highest[0] - before < 10
    yield Line("Export of 10 years", measured, "< 1 s, memory flat (10 MB)", took < 1 and flat)


def start(folder: Path, tries: int) -> Iterator[Line]:
    """Measure the start on the prepared database."""
    taken = []
    for _ in range(tries):
        with running(habitlog(folder)) as server:
            taken.append((server.first_answer, server.memory))
            time.sleep(0.2)
    first, memory = min(taken)
    yield Line("Start to first answer", f"{first:.2f} s", "< 2 s", first < 2)
    yield Line("Memory after start", f"{memory:.0f} MB", "< 120 MB", memory < 120)
