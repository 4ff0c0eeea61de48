"""The days of a person's own tags as rows of marks below a chart, on the days of that chart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from markupsafe import Markup

from habitlog.web.charts.paths import stretched_path_element

ROW_HEIGHT = 8


def draw_tag_row(first: date, days: int, tagged: Iterable[date]) -> Markup:
    """Return a row of so many days from `first` with a mark for each run of tagged ones; a text has to say the same."""
    path = "".join(f"M{start} {ROW_HEIGHT // 2}h{length}" for start, length in _join_days(first, tagged))
    return Markup(  # noqa: S704 - numbers alone
        f'<svg class="tag-row" width="100%" height="{ROW_HEIGHT}" viewBox="0 0 {days} {ROW_HEIGHT}" '
        f'preserveAspectRatio="none" aria-hidden="true">{stretched_path_element("tag-mark", path)}</svg>'
    )


def _join_days(first: date, tagged: Iterable[date]) -> Iterator[tuple[int, int]]:
    """Yield the place and the length of each run of consecutive days."""
    start = length = 0
    for place in sorted((day - first).days for day in tagged):
        if length and place == start + length:
            length += 1
            continue
        if length:
            yield start, length
        start, length = place, 1
    if length:
        yield start, length
