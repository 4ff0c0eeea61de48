"""Paths of a chart: x counts days from the first, y counts pixels down; one path holds all marks of a kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

PathPoint = tuple[float, float]


@lru_cache(4096)
def format_coordinate(value: float) -> str:
    """Write a coordinate as short as it can be, to two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def path_element(name: str, path: str) -> str:
    """Return a path of a class; "" for a path that draws nothing."""
    return f'<path class="{name}" d="{path}"/>' if path else ""


def stretched_path_element(name: str, path: str) -> str:
    """Return a path whose lines keep their width where the drawing is stretched; "" for one that draws nothing."""
    return f'<path class="{name}" vector-effect="non-scaling-stroke" d="{path}"/>' if path else ""


def build_line_path(points: Sequence[PathPoint]) -> str:
    """Return the path through one unbroken run; a single point becomes a dot."""
    (x, y), *rest = points
    if not rest:
        return f"M{format_coordinate(x)} {format_coordinate(y)}h0"
    return f"M{format_coordinate(x)} {format_coordinate(y)}L" + " ".join(
        f"{format_coordinate(a)} {format_coordinate(b)}" for a, b in rest
    )


def split_unbroken_runs(points: Iterable[tuple[float, float | None]], step: float) -> list[list[PathPoint]]:
    """Split points into unbroken runs: a None, or a distance of more than `step` in x, ends one."""
    runs: list[list[PathPoint]] = []
    before: float | None = None
    for x, y in points:
        if y is None:
            before = None
            continue
        if before is None or x - before > step + 1e-6:
            runs.append([])
        runs[-1].append((x, y))
        before = x
    return runs


def build_marker_path(points: Iterable[PathPoint], marker: str, half_width: float) -> str:
    """Return one path with a marker for every point; `half_width` is half its width in days."""
    return "".join(
        build_single_marker_path(
            format_coordinate(x - half_width), format_coordinate(x), y, marker, format_coordinate(half_width)
        )
        for x, y in points
    )


def build_single_marker_path(left: str, middle: str, y: float, marker: str, half_width: str) -> str:
    """Return the path of one marker: `left` and `middle` are its x, `half_width` half its width, all written."""
    if marker == "dash":
        return f"M{left} {format_coordinate(y)}h{half_width}h{half_width}"
    if marker == "upright":
        return f"M{middle} {format_coordinate(y - 3.5)}v7"
    if marker == "caret":
        return f"M{left} {format_coordinate(y + 2)}l{half_width} -5 {half_width} 5"
    return f"M{middle} {format_coordinate(y)}h0"


def build_area_path(upper: Sequence[PathPoint], lower: Sequence[PathPoint]) -> str:
    """Return the closed shape between two edges over the same days."""
    return build_line_path([*upper, *reversed(lower)]) + "z" if len(upper) > 1 else ""


_COMMAND = re.compile(r"([MLlHhVvz])([^MLlHhVvz]*)")
_NUMBER = re.compile(r"-?[\d.]+")


def scale_path_horizontally(path: str, pixels_per_day: float) -> str:
    """Return a path of M, L, l, H, h, V, v and z with every x, in days, turned into pixels."""
    return "".join(f"{name}{_scale_arguments(name, rest, pixels_per_day)}" for name, rest in _COMMAND.findall(path))


def _scale_arguments(name: str, rest: str, pixels_per_day: float) -> str:
    numbers = [float(number) for number in _NUMBER.findall(rest)]
    across = {"H": (pixels_per_day,), "h": (pixels_per_day,), "V": (1,), "v": (1,)}.get(name, (pixels_per_day, 1))
    return " ".join(format_coordinate(number * across[place % len(across)]) for place, number in enumerate(numbers))
