"""The logging calendar: a column for each week, a row for each weekday, in fifths of one's own values as threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup, escape

from habitlog.tracking import Metric, Pillar
from habitlog.web.charts.paths import format_coordinate
from habitlog.web.dates import MONTHS, WEEKDAYS
from habitlog.web.metric_text import format_metric_name

MAX_CALENDAR_WEEKS = 53
"""Weeks that are drawn; of a longer window the last ones."""
LEFT_MARGIN, TOP_MARGIN, LEGEND_CELL_SIZE = 26, 20, 18
"""Pixels: the room for weekdays and for months, the side of a cell in the legend."""
MAX_LARGE_CELL_WEEKS = 20
"""Weeks up to which cells are drawn large."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarGrid:
    """Weeks from the Monday `begin`; `pitch` pixels from cell to cell, `cell` a cell's side."""

    first_monday: date
    columns: int
    cell_distance: int
    cell_size: int

    @classmethod
    def from_range(cls, first: date, last: date) -> CalendarGrid:
        """Lay out the weeks that a range touches."""
        begin = first - first.weekday() * DAY
        columns = (last - begin).days // 7 + 1
        return cls(begin, columns, *((26, 22) if columns <= MAX_LARGE_CELL_WEEKS else (16, 14)))

    def locate_cell(self, day: date) -> tuple[int, int]:
        """Return the upper left corner of a day's cell."""
        column, row = divmod((day - self.first_monday).days, 7)
        return LEFT_MARGIN + column * self.cell_distance, TOP_MARGIN + row * self.cell_distance


@dataclass(frozen=True, slots=True)
class CalendarCell:
    """A day of the calendar: `threads`, 1 to 5, where it has a value, otherwise its state."""

    day: date
    level: int
    state: str = "logged"


def draw_calendar(
    metric: Metric,
    pillar: Pillar,
    first: date,
    last: date,
    cells: Mapping[date, CalendarCell],
    metric_key: str | None = None,
) -> Markup:
    """Draw the days from `first` to `last`; a day that is not among `cells` is not known."""
    grid = CalendarGrid.from_range(first, last)
    days = [first + place * DAY for place in range((last - first).days + 1)]
    told = [cells.get(day, CalendarCell(day, 0, "unknown")) for day in days]
    width, height = LEFT_MARGIN + grid.columns * grid.cell_distance, TOP_MARGIN + 7 * grid.cell_distance
    key = f"calendar-{metric.id.replace('.', '-')}"
    counts = {state: sum(cell.state == state for cell in told) for state in ("logged", "none", "skipped", "unknown")}
    words = (
        f"{counts['logged']} days with a value, {counts['none']} with nothing, {counts['skipped']} skipped, "
        f"{counts['unknown']} not known. The table below has every value."
    )
    return Markup(  # noqa: S704 - numbers, and words of the program that are escaped
        f'<svg class="calendar pillar-{pillar.key}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="{key} {key}-told"><title id="{key}">Calendar of '
        f'{escape(format_metric_name(metric, metric_key).lower())}</title><desc id="{key}-told">{escape(words)}</desc>'
        f"{_draw_headings(grid)}{_draw_cells(grid, told)}</svg>"
    )


def draw_weekday_labels(first: date, last: date) -> Markup:
    """Draw the weekdays once more, to stay in view where a long calendar is moved sideways."""
    grid = CalendarGrid.from_range(first, last)
    return Markup(  # noqa: S704 - as above
        f'<svg class="calendar names" width="{LEFT_MARGIN}" height="{TOP_MARGIN + 7 * grid.cell_distance}" aria-hidden="true">'
        f"{_draw_weekday_names(grid)}</svg>"
    )


def draw_legend_cell(pillar: Pillar, level: int) -> Markup:
    """Draw one cell with so many threads, for the legend."""
    return Markup(  # noqa: S704 - as above
        f'<svg class="calendar pillar-{pillar.key}" width="{LEGEND_CELL_SIZE}" height="{LEGEND_CELL_SIZE}" aria-hidden="true">'
        f"{_format_path_element('calendar-fill', [_build_square_path(0, 0, LEGEND_CELL_SIZE)])}{_format_path_element('calendar-lines', [_build_level_path(0, 0, LEGEND_CELL_SIZE, level)])}</svg>"
    )


def _draw_weekday_names(grid: CalendarGrid) -> str:
    return "".join(
        f'<text x="0" y="{TOP_MARGIN + place * grid.cell_distance + grid.cell_size - (grid.cell_size - 9) // 2}">{name[:2]}</text>'
        for place, name in enumerate(WEEKDAYS)
    )


def _draw_headings(grid: CalendarGrid) -> str:
    ends = [grid.first_monday + (7 * column + 6) * DAY for column in range(grid.columns)]
    months = [(0, ends[0].month), *((at, day.month) for at, day in enumerate(ends) if at and day.day <= 7)]
    if len(months) > 1 and (months[1][0] - months[0][0]) * grid.cell_distance < 36:
        del months[0]
    heads = (
        f'<text x="{LEFT_MARGIN + at * grid.cell_distance}" y="13">{MONTHS[month - 1][:3]}</text>'
        for at, month in months
    )
    return _draw_weekday_names(grid) + "".join(heads)


def _draw_cells(grid: CalendarGrid, cells: Sequence[CalendarCell]) -> str:
    side, places = grid.cell_size, [(cell, *grid.locate_cell(cell.day)) for cell in cells]
    logged = [(cell.level, x, y) for cell, x, y in places if cell.state == "logged"]
    bare = {state: [(x, y) for cell, x, y in places if cell.state == state] for state in ("none", "skipped", "unknown")}
    half = side // 2
    return "".join(
        [
            _format_path_element("calendar-fill", (_build_square_path(x, y, side) for _, x, y in logged)),
            _format_path_element(
                "calendar-lines", (_build_level_path(x, y, side, threads) for threads, x, y in logged)
            ),
            _format_path_element(
                "coverage-frame", (_build_square_path(x + 1.5, y + 1.5, side - 3) for x, y in bare["none"])
            ),
            _format_path_element(
                "coverage-slash", (f"M{x + half - 4} {y + half + 5}l8 -10" for x, y in bare["skipped"])
            ),
            _format_path_element("calendar-dot", (f"M{x + half} {y + half}h0" for x, y in bare["unknown"])),
        ]
    )


def _build_square_path(x: float, y: float, side: float) -> str:
    return f"M{format_coordinate(x)} {format_coordinate(y)}h{format_coordinate(side)}v{format_coordinate(side)}h-{format_coordinate(side)}z"


def _build_level_path(x: int, y: int, side: int, level: int) -> str:
    step = side / (level + 1)
    return "".join(f"M{x + 2} {format_coordinate(y + step * (place + 1))}h{side - 4}" for place in range(level))


def _format_path_element(name: str, parts: Iterable[str]) -> str:
    path = "".join(parts)
    return f'<path class="{name}" d="{path}"/>' if path else ""


HEATMAP_DAY_DISTANCE, HEATMAP_DAY_SIZE = 6.0, 4.6
"""From day to day, and the side of a day, in px of a phone."""
_HEATMAP_CLASSES = {"logged": "block", "open": "open", "none": "frame", "skipped": "slash"}


def draw_year_heatmap(pillar: Pillar, states: Sequence[str], label: str) -> Markup:
    """Draw whole weeks of days, oldest first, of the states that stitches have; `words` say it to who listens."""
    drawn: dict[str, str] = {}
    for place, state in enumerate(states):
        kind = _HEATMAP_CLASSES.get(state, "dot")
        drawn[kind] = drawn.get(kind, "") + _build_day_path(
            kind, HEATMAP_DAY_DISTANCE * (place // 7), HEATMAP_DAY_DISTANCE * (place % 7)
        )
    width = HEATMAP_DAY_DISTANCE * -(-len(states) // 7)
    paths = "".join(f'<path class="heatmap-{kind}" d="{path}"/>' for kind, path in sorted(drawn.items()))
    return Markup(  # noqa: S704 - numbers and a key of the program; the words are escaped by the format
        '<svg class="heatmap pillar-{}" role="img" aria-label="{}" viewBox="0 0 {} {}">' + paths + "</svg>"
    ).format(pillar.key, label, format_coordinate(width), format_coordinate(7 * HEATMAP_DAY_DISTANCE))


def _build_day_path(kind: str, left: float, top: float) -> str:
    middle, edge = top + HEATMAP_DAY_DISTANCE / 2, (HEATMAP_DAY_DISTANCE - HEATMAP_DAY_SIZE) / 2
    if kind == "block":
        return f"M{format_coordinate(left + edge)} {format_coordinate(middle)}h{HEATMAP_DAY_SIZE}"
    if kind == "open":
        return f"M{format_coordinate(left + edge)} {format_coordinate(middle)}h{HEATMAP_DAY_SIZE / 2}"
    if kind == "frame":
        side = format_coordinate(HEATMAP_DAY_SIZE - 1)
        return f"M{format_coordinate(left + edge + 0.5)} {format_coordinate(top + edge + 0.5)}h{side}v{side}h-{side}z"
    if kind == "slash":
        return f"M{format_coordinate(left + 1.6)} {format_coordinate(middle + 1.8)}l2.8 -3.6"
    return f"M{format_coordinate(left + HEATMAP_DAY_DISTANCE / 2)} {format_coordinate(middle)}h0"
