"""Paths of a chart: x counts days from the first, y counts pixels down; one path holds all marks of a kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

Place = tuple[float, float]


@lru_cache(4096)
def coordinate(value: float) -> str:
    """Write a coordinate as short as it can be, to two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def line(run: Sequence[Place]) -> str:
    """Return the path through one unbroken run; a lone place becomes a dot."""
    (x, y), *rest = run
    if not rest:
        return f"M{coordinate(x)} {coordinate(y)}h0"
    return f"M{coordinate(x)} {coordinate(y)}L" + " ".join(f"{coordinate(a)} {coordinate(b)}" for a, b in rest)


def runs(places: Iterable[tuple[float, float | None]], step: float) -> list[list[Place]]:
    """Split places into unbroken runs: a None, or a distance of more than `step` in x, ends one."""
    found: list[list[Place]] = []
    before: float | None = None
    for x, y in places:
        if y is None:
            before = None
            continue
        if before is None or x - before > step + 1e-6:
            found.append([])
        found[-1].append((x, y))
        before = x
    return found


def marks(places: Iterable[Place], point: str, half: float) -> str:
    """Return one path with a mark for every place; `half` is half a mark's width in days."""
    return "".join(_mark(coordinate(x - half), coordinate(x), y, point, coordinate(half)) for x, y in places)


def _mark(left: str, middle: str, y: float, point: str, half: str) -> str:
    if point == "dash":
        return f"M{left} {coordinate(y)}h{half}h{half}"
    if point == "upright":
        return f"M{middle} {coordinate(y - 3.5)}v7"
    if point == "caret":
        return f"M{left} {coordinate(y + 2)}l{half} -5 {half} 5"
    return f"M{middle} {coordinate(y)}h0"


def area(upper: Sequence[Place], lower: Sequence[Place]) -> str:
    """Return the closed shape between two edges over the same days."""
    return line([*upper, *reversed(lower)]) + "z" if len(upper) > 1 else ""
