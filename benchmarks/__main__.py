"""`python -m benchmarks`: measure speed and memory against ceilings of the same run and print one table."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks import coaching, long_import, measures, pages, texts
from benchmarks.measures import Length
from benchmarks.people import ZONE, prepare
from benchmarks.server import habitlog, running
from benchmarks.table import Line, format_table


def measured(folder: Path, length: Length) -> Iterator[Line]:
    """Prepare a database and measure everything on it."""
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo(ZONE)).date()
    began = time.perf_counter()
    access = prepare(folder, today, now)
    size = (folder / "habitlog.sqlite3").stat().st_size / 1e6
    yield Line("Prepared: 10 years, and 1,000 others", f"{time.perf_counter() - began:.1f} s, {size:.0f} MB on disk")
    yield from measures.ceilings(folder, today, length)
    yield from measures.start(folder, length.tries)
    yield from texts.measured(today, length.tries)
    with running(habitlog(folder)) as server:
        yield from measures.logging(server, access, today, length)
        yield from measures.reading(server, access, today, length)
        yield from pages.measured(server, access, today, length)
        yield from pages.taps(server, access, length)
        yield from pages.trends(server, access, length)
        yield from coaching.measured(server, access.coaching, length)
        yield from measures.export(server, access, length.tries)
        yield Line("Memory after the run", f"{server.memory:.0f} MB", "< 120 MB", server.memory < 120)
        yield from long_import.measured(server, access, today, length)


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short run of each")
    length = Length(1, 1) if parser.parse_args().quick else Length(3, 3)
    with tempfile.TemporaryDirectory(prefix="habitlog-bench-") as folder:
        lines = list(measured(Path(folder), length))
    load_average = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(format_table(lines))
    print(f"\nBest of {length.tries}, {length.seconds:g} s each; {os.cpu_count()} cores; load average {load_average}.")


if __name__ == "__main__":
    main()
