"""Paths whose x counts days, turned into paths that count pixels, so that any viewer draws them alike."""

from __future__ import annotations

import re

from habitlog.web.charts.paths import coordinate

_COMMAND = re.compile(r"([MLlHhVvz])([^MLlHhVvz]*)")
_NUMBER = re.compile(r"-?[\d.]+")


def widened(path: str, day: float) -> str:
    """Return a path of M, L, l, H, h, V, v and z with a day `day` pixels wide; heights stay as they are."""
    return "".join(f"{name}{_written(name, rest, day)}" for name, rest in _COMMAND.findall(path))


def _written(name: str, rest: str, day: float) -> str:
    numbers = [float(number) for number in _NUMBER.findall(rest)]
    across = {"H": (day,), "h": (day,), "V": (1,), "v": (1,)}.get(name, (day, 1))
    return " ".join(coordinate(number * across[place % len(across)]) for place, number in enumerate(numbers))
