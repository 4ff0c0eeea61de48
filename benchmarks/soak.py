"""`python -m benchmarks.soak --minutes 30`: mixed load for a long time, and whether memory and latencies stay."""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, datetime
from itertools import chain, cycle
from pathlib import Path
from statistics import fmean
from zoneinfo import ZoneInfo

from benchmarks import requests
from benchmarks.load import Run, load
from benchmarks.people import ZONE, prepare
from benchmarks.server import habitlog, running

CONNECTIONS, ROUND_SECONDS = 8, 10.0
MOST_GROWTH_MB, MOST_SLOWER = 10.0, 1.5


def soak(minutes: float) -> bool:
    """Send writes, reads, pages and exports; print a summary. Return whether nothing grew or slowed down."""
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo(ZONE)).date()
    with tempfile.TemporaryDirectory(prefix="habitlog-soak-") as name:
        access = prepare(Path(name), today, now)
        kinds = (
            list(chain.from_iterable(zip(*(requests.logged(each, today) for each in access.one_month), strict=True))),
            requests.months(access, today),
            requests.trend(access, today),
            requests.today_page(access),
            requests.rendered_page("/trends", Cookie=f"habitlog={access.session_of_a_year}"),
        )
        mixed = list(chain.from_iterable(zip(kinds[0], *map(cycle, kinds[1:]), strict=False))) + requests.export(access)
        runs: list[Run] = []
        memory: list[float] = []
        with running(habitlog(Path(name))) as server:
            until = time.monotonic() + 60 * minutes
            while time.monotonic() < until:
                runs.append(load(server.port, mixed, CONNECTIONS, ROUND_SECONDS))
                memory.append(server.memory)
    third = max(1, len(runs) // 3)
    early, late = fmean(memory[third : 2 * third] or memory), fmean(memory[-third:])
    p95_early, p95_late = (1e3 * fmean(run.quantile(0.95) for run in part) for part in (runs[:third], runs[-third:]))
    print(
        f"soak: {minutes:g} min, {sum(len(run.latencies) for run in runs)} answers, all of them 2xx; memory "
        f"{memory[0]:.0f} MB at first, {early:.0f} MB in the middle, {late:.0f} MB at the end, {max(memory):.0f} MB "
        f"at most; p95 {p95_early:.0f} ms at first, {p95_late:.0f} ms at the end"
    )
    return late - early < MOST_GROWTH_MB and p95_late < MOST_SLOWER * p95_early


def main() -> None:
    """Run the load."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    raise SystemExit(not soak(parser.parse_args().minutes))


if __name__ == "__main__":
    main()
