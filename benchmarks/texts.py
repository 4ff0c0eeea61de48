"""The time of what answers with texts, in this process: the guard, the choice of a card, the search of the library."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from benchmarks.table import Line

from habitlog.education import SnippetContext, choose_snippets
from habitlog.education.search import SnippetSearchIndex
from habitlog.guard import check_text
from habitlog.usecases.education import load_library

_NOTE = (
    "Walked home along the river, legs still heavy from squats (5x5 at 80 kg). Oats with 200 ml milk, two coffees "
    "before ten. Bed at 22:45, woke twice, quiet evening with ten minutes of breathing."
)
_QUERIES = ("can insulin resistance be undone", "sleep", "cortisol and glucose", "what is a peptide", "xyzzy")
_KINDS: dict[tuple[str, str], dict[str, Any]] = {
    ("diet", "list"): {"items": ["whole_grains", "pulses"], "context": []},
    ("sleep", "night"): {"quality": 3, "sol_min": 20, "waso_min": 30, "wakes": 1},
    ("stress", "level"): {"stress_now": 6},
    ("training", "resistance"): {"effort": 7, "session_min": 50},
}
_DAYS = 60


def measured(today: date, tries: int) -> Iterator[Line]:
    """Measure each on texts and days that it has not just answered."""
    library = load_library()
    contexts = [
        SnippetContext(
            day=(day := today - timedelta(days=back)),
            pillar=pillar,
            kind=kind,
            is_first_of_kind=False,
            metric_values={
                metric: [(day - timedelta(days=n), 3.0 + (n + back) % 7) for n in range(28)]
                for metric in library.list_needed_metrics(pillar, kind)
            },
            entry_fields=entry,
        )
        for back in range(_DAYS)
        for (pillar, kind), entry in _KINDS.items()
    ]
    notes = [f"{_NOTE} {number}." for number in range(200)]
    index = SnippetSearchIndex(library.snippets)
    index.find_snippets("sleep")
    yield _describe("Guard, a note of 195 characters", [partial(check_text, text) for text in notes], 0.2, tries)
    yield _describe(
        "Card of an entry, chosen", [partial(choose_snippets, library, one, ()) for one in contexts], 2, tries
    )
    yield _describe(
        "Search of the library", [partial(index.find_snippets, query) for query in _QUERIES * 20], 10, tries
    )


def _describe(what: str, calls: list[Callable[[], object]], limit: float, tries: int) -> Line:
    """Return the mean of the best try in milliseconds of processor time, and the slowest call of that try."""
    best, slowest = float("inf"), 0.0
    for _ in range(tries):
        times = []
        for call in calls:
            began = time.process_time()
            call()
            times.append(1e3 * (time.process_time() - began))
        if sum(times) / len(times) < best:
            best, slowest = sum(times) / len(times), max(times)
    return Line(what, f"{best:.3f} ms, slowest {slowest:.3f} ms", f"< {limit:g} ms", best < limit)
