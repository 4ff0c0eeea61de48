"""The logging calendar: a column for each week, a row for each weekday, in fifths of one's own values as threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup, escape

from habitlog.pillar import Measure, Pillar
from habitlog.web.charts.paths import coordinate
from habitlog.web.words import MONTHS, WEEKDAYS

LONGEST = 53
"""Weeks that are drawn; of a longer window the last ones."""
LEFT, TOP, KEY = 26, 20, 18
"""Pixels: the room for weekdays and for months, the side of a cell in the legend."""
FEW = 20
"""Weeks up to which cells are drawn large."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Grid:
    """Weeks from the Monday `begin`; `pitch` pixels from cell to cell, `cell` a cell's side."""

    begin: date
    columns: int
    pitch: int
    cell: int

    @classmethod
    def of(cls, first: date, last: date) -> Grid:
        """Lay out the weeks that a range touches."""
        begin = first - first.weekday() * DAY
        columns = (last - begin).days // 7 + 1
        return cls(begin, columns, *((26, 22) if columns <= FEW else (16, 14)))

    def place(self, day: date) -> tuple[int, int]:
        """Return the upper left corner of a day's cell."""
        column, row = divmod((day - self.begin).days, 7)
        return LEFT + column * self.pitch, TOP + row * self.pitch


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar: `threads`, 1 to 5, where it has a value, otherwise its state."""

    day: date
    threads: int
    state: str = "logged"


def calendar(metric: Measure, pillar: Pillar, first: date, last: date, cells: Mapping[date, Cell]) -> Markup:
    """Draw the days from `first` to `last`; a day that is not among `cells` is not known."""
    grid = Grid.of(first, last)
    days = [first + place * DAY for place in range((last - first).days + 1)]
    told = [cells.get(day, Cell(day, 0, "unknown")) for day in days]
    width, height = LEFT + grid.columns * grid.pitch, TOP + 7 * grid.pitch
    name = f"calendar-{metric.id.replace('.', '-')}"
    counts = {state: sum(cell.state == state for cell in told) for state in ("logged", "none", "skipped", "unknown")}
    words = (
        f"{counts['logged']} days with a value, {counts['none']} with nothing, {counts['skipped']} skipped, "
        f"{counts['unknown']} not known. The table below has every value."
    )
    return Markup(  # noqa: S704 - numbers, and words of the program that are escaped
        f'<svg class="calendar pillar-{pillar.key}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="{name} {name}-told"><title id="{name}">Calendar of '
        f'{escape(metric.name.lower())}</title><desc id="{name}-told">{escape(words)}</desc>'
        f"{_heads(grid)}{_drawn(grid, told)}</svg>"
    )


def names(first: date, last: date) -> Markup:
    """Draw the weekdays once more, to stay in view where a long calendar is moved sideways."""
    grid = Grid.of(first, last)
    return Markup(  # noqa: S704 - as above
        f'<svg class="calendar names" width="{LEFT}" height="{TOP + 7 * grid.pitch}" aria-hidden="true">'
        f"{_names(grid)}</svg>"
    )


def key(pillar: Pillar, threads: int) -> Markup:
    """Draw one cell with so many threads, for the legend."""
    return Markup(  # noqa: S704 - as above
        f'<svg class="calendar pillar-{pillar.key}" width="{KEY}" height="{KEY}" aria-hidden="true">'
        f"{_path('cal-wash', [_square(0, 0, KEY)])}{_path('cal-thread', [_threads(0, 0, KEY, threads)])}</svg>"
    )


def _names(grid: Grid) -> str:
    return "".join(
        f'<text x="0" y="{TOP + place * grid.pitch + grid.cell - (grid.cell - 9) // 2}">{name[:2]}</text>'
        for place, name in enumerate(WEEKDAYS)
    )


def _heads(grid: Grid) -> str:
    ends = [grid.begin + (7 * column + 6) * DAY for column in range(grid.columns)]
    months = [(0, ends[0].month), *((at, day.month) for at, day in enumerate(ends) if at and day.day <= 7)]
    if len(months) > 1 and (months[1][0] - months[0][0]) * grid.pitch < 36:
        del months[0]
    heads = (f'<text x="{LEFT + at * grid.pitch}" y="13">{MONTHS[month - 1][:3]}</text>' for at, month in months)
    return _names(grid) + "".join(heads)


def _drawn(grid: Grid, told: Sequence[Cell]) -> str:
    side, places = grid.cell, [(cell, *grid.place(cell.day)) for cell in told]
    logged = [(cell.threads, x, y) for cell, x, y in places if cell.state == "logged"]
    bare = {state: [(x, y) for cell, x, y in places if cell.state == state] for state in ("none", "skipped", "unknown")}
    half = side // 2
    return "".join(
        [
            _path("cal-wash", (_square(x, y, side) for _, x, y in logged)),
            _path("cal-thread", (_threads(x, y, side, threads) for threads, x, y in logged)),
            _path("cover-frame", (_square(x + 1.5, y + 1.5, side - 3) for x, y in bare["none"])),
            _path("cover-slash", (f"M{x + half - 4} {y + half + 5}l8 -10" for x, y in bare["skipped"])),
            _path("cal-dot", (f"M{x + half} {y + half}h0" for x, y in bare["unknown"])),
        ]
    )


def _square(x: float, y: float, side: float) -> str:
    return f"M{coordinate(x)} {coordinate(y)}h{coordinate(side)}v{coordinate(side)}h-{coordinate(side)}z"


def _threads(x: int, y: int, side: int, count: int) -> str:
    step = side / (count + 1)
    return "".join(f"M{x + 2} {coordinate(y + step * (place + 1))}h{side - 4}" for place in range(count))


def _path(name: str, parts: Iterable[str]) -> str:
    path = "".join(parts)
    return f'<path class="{name}" d="{path}"/>' if path else ""
