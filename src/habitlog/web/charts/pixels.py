"""Paths whose x counts days, turned into paths that count pixels, so that any viewer draws them alike."""

from __future__ import annotations

import re

from habitlog.web.charts.paths import format_coordinate

_COMMAND = re.compile(r"([MLlHhVvz])([^MLlHhVvz]*)")
_NUMBER = re.compile(r"-?[\d.]+")


def scale_path_horizontally(path: str, pixels_per_day: float) -> str:
    """Return a path of M, L, l, H, h, V, v and z with a day `day` pixels wide; heights stay as they are."""
    return "".join(f"{name}{_scale_arguments(name, rest, pixels_per_day)}" for name, rest in _COMMAND.findall(path))


def _scale_arguments(name: str, rest: str, pixels_per_day: float) -> str:
    numbers = [float(number) for number in _NUMBER.findall(rest)]
    across = {"H": (pixels_per_day,), "h": (pixels_per_day,), "V": (1,), "v": (1,)}.get(name, (pixels_per_day, 1))
    return " ".join(format_coordinate(number * across[place % len(across)]) for place, number in enumerate(numbers))
