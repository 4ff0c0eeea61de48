"""Sparklines: a small line of weekly values on its own range, stopping where a week is too thin."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from habitlog.pillar import Pillar
from habitlog.web.charts.paths import Place, coordinate, line, marks, runs

TOP, BOTTOM, FLOOR, HEIGHT = 5, 27, 34, 36


def sparkline(pillar: Pillar, values: Sequence[float | None], have: str | None = "have enough days") -> Markup:
    """Draw weekly values, oldest first; None is a week that rests on too few days, shown as a dot on the floor.

    `have` ends the sentence on how many weeks are drawn; without one the line says what stands beside it already.
    """
    known = [value for value in values if value is not None]
    count = max(len(values), 1)
    low, reach = (min(known), max(known) - min(known)) if known else (0.0, 0.0)

    def height(value: float | None) -> float | None:
        if value is None:
            return None
        return round(BOTTOM - (BOTTOM - TOP) * ((value - low) / reach if reach else 0.5), 1)

    places = [(at + 0.5, height(value)) for at, value in enumerate(values)]
    drawn = "".join(line(run) for run in runs(places, 1))
    last: list[Place] = [(x, y) for x, y in places if y is not None][-1:]
    bare = "".join(f"M{coordinate(x)} {FLOOR - 4}h0" for x, y in places if y is None)
    aside = count / 34
    width = count + 2 * aside
    end = _path(f"points points-{pillar.face.point}", marks(last, pillar.face.point, aside))
    said = f'role="img" aria-label="{len(known)} of {len(values)} weeks {have}."' if have else 'aria-hidden="true"'
    floor = _path("hair", f"M{-aside:.2f} {FLOOR}h{width:.2f}") + _path("cover-dot", bare)
    return Markup(  # noqa: S704 - numbers and a key of the program
        f'<svg class="spark pillar-{pillar.key}" {said} preserveAspectRatio="none" '
        f'viewBox="{-aside:.2f} 0 {width:.2f} {HEIGHT}">{floor}{_path("mean", drawn)}{end}</svg>'
    )


def _path(name: str, path: str) -> str:
    return f'<path class="{name}" vector-effect="non-scaling-stroke" d="{path}"/>' if path else ""
