"""The logging calendar: a column for each week, a row for each weekday, lines by fifths of the values shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from markupsafe import Markup, escape
from msgspec import Struct

from habitlog.tracking import Metric, Pillar
from habitlog.translation import gettext
from habitlog.web.charts.paths import format_coordinate, path_element
from habitlog.web.dates import WEEKDAYS, short_month, two_letter_weekday
from habitlog.web.metric_text import format_metric_name
from habitlog.weeks import monday_of

MAX_CALENDAR_WEEKS = 53
"""Weeks that are drawn; of a longer window the last ones."""
LEFT_MARGIN, TOP_MARGIN, LEGEND_CELL_SIZE = 26, 20, 18
"""Pixels: the room for weekdays and for months, the side of a cell in the legend."""
MAX_LARGE_CELL_WEEKS = 20
"""Weeks up to which cells are drawn large."""
DAY = timedelta(days=1)


class CalendarGrid(Struct, frozen=True):
    """The cells of the weeks from `first_monday`; distance and size are in pixels."""

    first_monday: date
    columns: int
    cell_distance: int
    cell_size: int

    @classmethod
    def from_range(cls, first: date, last: date) -> CalendarGrid:
        """Return the grid of the weeks that a range touches."""
        monday = monday_of(first)
        columns = (last - monday).days // 7 + 1
        return cls(monday, columns, *((26, 22) if columns <= MAX_LARGE_CELL_WEEKS else (16, 14)))

    def locate_cell(self, day: date) -> tuple[int, int]:
        """Return the upper left corner of a day's cell."""
        column, row = divmod((day - self.first_monday).days, 7)
        return LEFT_MARGIN + column * self.cell_distance, TOP_MARGIN + row * self.cell_distance


class CalendarCell(Struct, frozen=True):
    """A day of the calendar: a `level` of 1 to 5 where it has a value, otherwise its state."""

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
    shown = [cells.get(day, CalendarCell(day, 0, "unknown")) for day in days]
    width, height = LEFT_MARGIN + grid.columns * grid.cell_distance, TOP_MARGIN + 7 * grid.cell_distance
    key = f"calendar-{metric.id.replace('.', '-')}"
    title = gettext("Calendar of %(metric)s", metric=format_metric_name(metric, metric_key).lower())
    return Markup(  # noqa: S704 - numbers, and words of the program that are escaped
        f'<svg class="calendar pillar-{pillar.key}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'data-first="{grid.first_monday}" data-from="{first}" data-to="{last}" '
        f'data-grid="{LEFT_MARGIN} {TOP_MARGIN} {grid.cell_distance}" '
        f'role="img" aria-labelledby="{key} {key}-description"><title id="{key}">'
        f'{escape(title)}</title><desc id="{key}-description">{escape(_describe_cells(shown))}</desc>'
        f"{_draw_headings(grid)}{_draw_cells(grid, shown)}</svg>"
    )


def _describe_cells(cells: Sequence[CalendarCell]) -> str:
    counts = Counter(cell.state for cell in cells)
    return gettext(
        "%(logged)s days with a value, %(none)s with nothing, %(skipped)s left out, %(unknown)s not known. "
        "The table below has every value.",
        logged=counts["logged"],
        none=counts["none"],
        skipped=counts["skipped"],
        unknown=counts["unknown"],
    )


def draw_weekday_labels(first: date, last: date) -> Markup:
    """Draw the weekdays once more, to stay in view where a long calendar is scrolled sideways."""
    grid = CalendarGrid.from_range(first, last)
    height = TOP_MARGIN + 7 * grid.cell_distance
    return Markup(  # noqa: S704 - as above
        f'<svg class="calendar names" width="{LEFT_MARGIN}" height="{height}" aria-hidden="true">'
        f"{_draw_weekday_names(grid)}</svg>"
    )


def draw_legend_cell(pillar: Pillar, level: int) -> Markup:
    """Draw one cell of a level, for the legend."""
    size = LEGEND_CELL_SIZE
    fill = path_element("calendar-fill", _build_square_path(0, 0, size))
    lines = path_element("calendar-lines", _build_level_path(0, 0, size, level))
    return Markup(  # noqa: S704 - as above
        f'<svg class="calendar pillar-{pillar.key}" width="{size}" height="{size}" aria-hidden="true">'
        f"{fill}{lines}</svg>"
    )


def _draw_weekday_names(grid: CalendarGrid) -> str:
    baseline = TOP_MARGIN + grid.cell_size - (grid.cell_size - 9) // 2
    return "".join(
        f'<text x="0" y="{baseline + number * grid.cell_distance}">{escape(two_letter_weekday(number))}</text>'
        for number in range(len(WEEKDAYS))
    )


def _draw_headings(grid: CalendarGrid) -> str:
    sundays = [grid.first_monday + (7 * column + 6) * DAY for column in range(grid.columns)]
    months = [
        (0, sundays[0].month),
        *((column, day.month) for column, day in enumerate(sundays) if column and day.day <= 7),
    ]
    if len(months) > 1 and (months[1][0] - months[0][0]) * grid.cell_distance < 36:
        del months[0]
    headings = (
        f'<text x="{LEFT_MARGIN + column * grid.cell_distance}" y="13">{escape(short_month(month))}</text>'
        for column, month in months
    )
    return _draw_weekday_names(grid) + "".join(headings)


def _draw_cells(grid: CalendarGrid, cells: Sequence[CalendarCell]) -> str:
    size, half = grid.cell_size, grid.cell_size // 2
    paths = dict.fromkeys(("calendar-fill", "calendar-lines", "coverage-frame", "coverage-slash", "calendar-dot"), "")
    for cell in cells:
        x, y = grid.locate_cell(cell.day)
        match cell.state:
            case "logged":
                paths["calendar-fill"] += _build_square_path(x, y, size)
                paths["calendar-lines"] += _build_level_path(x, y, size, cell.level)
            case "none":
                paths["coverage-frame"] += _build_square_path(x + 1.5, y + 1.5, size - 3)
            case "skipped":
                paths["coverage-slash"] += f"M{x + half - 4} {y + half + 5}l8 -10"
            case "unknown":
                paths["calendar-dot"] += f"M{x + half} {y + half}h0"
    return "".join(path_element(name, path) for name, path in paths.items())


def _build_square_path(x: float, y: float, side: float) -> str:
    length = format_coordinate(side)
    return f"M{format_coordinate(x)} {format_coordinate(y)}h{length}v{length}h-{length}z"


def _build_level_path(x: int, y: int, side: int, level: int) -> str:
    step = side / (level + 1)
    return "".join(f"M{x + 2} {format_coordinate(y + step * (place + 1))}h{side - 4}" for place in range(level))


HEATMAP_DAY_DISTANCE, HEATMAP_DAY_SIZE = 6.0, 4.6
"""Pixels on a phone: from day to day, and the side of a day."""
_HEATMAP_CLASSES = {"logged": "block", "open": "open", "none": "frame", "skipped": "slash"}


HIGHEST_LEVEL = 5


def draw_year_heatmap(pillar: Pillar, first: date, states: Sequence[str], label: str, levels: Sequence[int]) -> Markup:
    """Draw whole weeks of days from `first`, a Monday, by their states; `label` describes it for screen readers.

    Where any day has a level of 1 to 5, days are filled as high as that; a logged day without one is pale.
    """
    drawn = build_heatmap_paths(states, levels)
    width = HEATMAP_DAY_DISTANCE * -(-len(states) // 7)
    paths = "".join(path_element(f"heatmap-{kind}", path) for kind, path in sorted(drawn.items()))
    return Markup(  # noqa: S704 - numbers and a key of the program; the words are escaped by the format
        '<svg class="heatmap pillar-{}" role="img" aria-label="{}" viewBox="0 0 {} {}" data-first="{}" data-from="{}" '
        'data-to="{}" data-grid="0 0 {}">' + paths + "</svg>"
    ).format(
        pillar.key,
        label,
        format_coordinate(width),
        format_coordinate(7 * HEATMAP_DAY_DISTANCE),
        first,
        first,
        first + (len(states) - 1) * DAY,
        format_coordinate(HEATMAP_DAY_DISTANCE),
    )


def build_heatmap_paths(states: Sequence[str], levels: Sequence[int]) -> dict[str, str]:
    """Return what is drawn of whole weeks of days, by kind: what a day is filled with, or the sign of its state."""
    drawn: dict[str, str] = {}
    for place, (state, level) in enumerate(zip(states, levels, strict=True)):
        kind = _HEATMAP_CLASSES.get(state, "dot")
        if kind in {"block", "open"} and any(levels):
            kind = "base"
        left, top = HEATMAP_DAY_DISTANCE * (place // 7), HEATMAP_DAY_DISTANCE * (place % 7)
        drawn[kind] = drawn.get(kind, "") + _build_day_path(kind, left, top)
        if kind == "base" and level:
            drawn["level"] = drawn.get("level", "") + _build_fill_path(left, top, level)
    return drawn


def _build_fill_path(left: float, top: float, level: int) -> str:
    edge = (HEATMAP_DAY_DISTANCE - HEATMAP_DAY_SIZE) / 2
    x, bottom = format_coordinate(left + edge), format_coordinate(top + edge + HEATMAP_DAY_SIZE)
    right, height = format_coordinate(left + edge + HEATMAP_DAY_SIZE), HEATMAP_DAY_SIZE * level / HIGHEST_LEVEL
    return f"M{x} {bottom}v-{format_coordinate(height)}H{right}V{bottom}z"


def _build_day_path(kind: str, left: float, top: float) -> str:
    middle, edge = top + HEATMAP_DAY_DISTANCE / 2, (HEATMAP_DAY_DISTANCE - HEATMAP_DAY_SIZE) / 2
    if kind in {"block", "base"}:
        return f"M{format_coordinate(left + edge)} {format_coordinate(middle)}h{HEATMAP_DAY_SIZE}"
    if kind == "open":
        return f"M{format_coordinate(left + edge)} {format_coordinate(middle)}h{HEATMAP_DAY_SIZE / 2}"
    if kind == "frame":
        side = format_coordinate(HEATMAP_DAY_SIZE - 1)
        return f"M{format_coordinate(left + edge + 0.5)} {format_coordinate(top + edge + 0.5)}h{side}v{side}h-{side}z"
    if kind == "slash":
        return f"M{format_coordinate(left + 1.6)} {format_coordinate(middle + 1.8)}l2.8 -3.6"
    return f"M{format_coordinate(left + HEATMAP_DAY_DISTANCE / 2)} {format_coordinate(middle)}h0"
